using System.Runtime.CompilerServices;

namespace Cart.Engine;

/// <summary>The texts that a cart keeps beside its lines.</summary>
internal static class ShortText
{
    public static string Checked(string text, int maxLength, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        return text.Length >= 1 && text.Length <= maxLength && !text.Any(char.IsControl)
            ? text
            : throw new ArgumentException($"Give 1 to {maxLength} characters without control characters.", name);
    }
}
