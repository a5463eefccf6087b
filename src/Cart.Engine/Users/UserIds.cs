namespace Cart.Engine;

/// <summary>User ids as the engine keeps them: what a host's sign-in names, trimmed.</summary>
internal static class UserIds
{
    /// <summary>Reads a user id: 1 to 255 characters after trimming, without control characters.</summary>
    public static bool TryParse(string? text, out string userId)
    {
        userId = text?.Trim() ?? "";
        return userId.Length is >= 1 and <= BindUser.MaxUserIdLength && !userId.Any(char.IsControl) && ShortText.IsUnicode(userId);
    }

    /// <exception cref="InvalidUserIdException">The text is not a user id.</exception>
    public static string Parse(string? text) => TryParse(text, out var userId) ? userId : throw new InvalidUserIdException(userId.Length);
}
