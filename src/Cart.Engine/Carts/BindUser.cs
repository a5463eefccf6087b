namespace Cart.Engine;

/// <summary>Makes a user the cart's owner.</summary>
public sealed record BindUser : CartMutation
{
    /// <summary>The greatest length of a user id, in characters.</summary>
    public const int MaxUserIdLength = 255;

    /// <summary>Binds the cart to a user, or unbinds it.</summary>
    /// <param name="userId">
    /// The user's id: 1 to 255 characters after trimming, without control characters; null unbinds, which does not bring a cart into being.
    /// </param>
    /// <exception cref="ArgumentException">The id is empty, too long, or holds a control character.</exception>
    public BindUser(string? userId) => UserId = userId is null ? null : ShortText.Checked(userId.Trim(), MaxUserIdLength, nameof(userId));

    /// <summary>The user's id; null unbinds.</summary>
    public string? UserId { get; }
}
