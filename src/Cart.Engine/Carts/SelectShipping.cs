namespace Cart.Engine;

/// <summary>Selects one of the shipping options. The store does not know them: the caller has looked that it is one.</summary>
public sealed record SelectShipping : CartMutation
{
    /// <summary>The greatest length of an option's id, in characters.</summary>
    public const int MaxOptionIdLength = 64;

    /// <summary>Selects an option.</summary>
    /// <param name="optionId">The option's id: 1 to 64 characters without control characters; null selects none.</param>
    /// <exception cref="ArgumentException">The id is empty, too long, or holds a control character.</exception>
    public SelectShipping(string? optionId) => OptionId = optionId is null ? null : ShortText.Checked(optionId, MaxOptionIdLength);

    /// <summary>The option's id; null selects none.</summary>
    public string? OptionId { get; }
}
