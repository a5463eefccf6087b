using System.Runtime.CompilerServices;
using System.Text;

namespace Cart.Engine;

/// <summary>The texts that a cart keeps beside its lines.</summary>
internal static class ShortText
{
    public static string Checked(string text, int maxLength, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        return text.Length >= 1 && text.Length <= maxLength && !text.Any(char.IsControl) && IsUnicode(text)
            ? text
            : throw new ArgumentException($"Give 1 to {maxLength} characters without control characters.", name);
    }

    /// <summary>Tells whether every surrogate has its other half. Without it two texts become one on their way to a store.</summary>
    public static bool IsUnicode(string text) => text.EnumerateRunes().All(static rune => rune != Rune.ReplacementChar);
}
