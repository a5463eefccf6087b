using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Cart.Engine;

/// <summary>
/// Represents the code of a discount: 1 to 50 characters. Codes that differ only in case, width, invisible characters or blanks around them
/// are the same code, in every culture and also in a process without globalization.
/// </summary>
public readonly record struct DiscountCode
{
    /// <summary>The greatest length, in characters.</summary>
    public const int MaxLength = 50;

    private readonly string? _text;

    private DiscountCode(string text) => _text = text;

    /// <summary>The code as it is displayed.</summary>
    public string Text => _text ?? "";

    /// <summary>What makes codes equal: the text in capitals, the same in every culture.</summary>
    public string Key => Text.ToUpperInvariant();

    /// <summary>
    /// Reads a code as a person types it: without invisible formatting characters (category Cf), in the compatible form (NFKC) of Unicode,
    /// and trimmed.
    /// </summary>
    /// <returns>False for a text that is empty, too long, not valid Unicode, or holds a control character.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out DiscountCode code)
    {
        code = default;
        if (string.IsNullOrWhiteSpace(text) || text.Length > 4 * MaxLength || !ShortText.IsUnicode(text))
        {
            return false;
        }

        var normal = CompatibleForm.Of(WithoutFormat(text)).Trim();
        if (normal.Length is < 1 or > MaxLength || normal.Any(char.IsControl) || normal.ToUpperInvariant().Length > MaxLength)
        {
            return false;
        }

        code = new DiscountCode(normal);
        return true;
    }

    /// <summary>Reads a code that is known to be one.</summary>
    /// <exception cref="FormatException">The text is no code.</exception>
    public static DiscountCode Parse(string text) => TryParse(text, out var code)
        ? code
        : throw new FormatException($"A discount code has 1 to {MaxLength} characters, and no control characters.");

    /// <summary>
    /// Returns the first character of the code that a discount may not be stored with, such as <c>U+E000</c>; null if there is none. Unicode
    /// does not say how an unassigned or private-use character looks, so a shopper could not type it.
    /// </summary>
    internal string? FindUnprintable()
    {
        foreach (var rune in Text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Control)
            {
                return $"U+{rune.Value:X4}";
            }
        }

        return null;
    }

    /// <summary>Returns a text that is a code.</summary>
    internal static string Checked(string text, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        return TryParse(text, out _) ? text : throw new ArgumentException($"A discount code has 1 to {MaxLength} characters.", name);
    }

    private static string WithoutFormat(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var kept = text.EnumerateRunes().Where(static rune => Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format);
        return string.Concat(kept.Select(static rune => rune.ToString()));
    }

    /// <inheritdoc/>
    public bool Equals(DiscountCode other) => Key == other.Key;

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the code as it is displayed.</summary>
    public override string ToString() => Text;
}
