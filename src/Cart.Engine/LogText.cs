using System.Globalization;
using System.Text;

namespace Cart.Engine;

/// <summary>
/// Writes names that strangers chose so that they can stand in one line of a log or a terminal: what is no visible character, such as a
/// control character, a line separator or a change of direction, is written as its code, <c>\u202e</c>.
/// </summary>
internal static class LogText
{
    /// <summary>Returns the text with escapes, cut to a length.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The greatest length of the result, in UTF-16 code units.</param>
    public static string Of(string text, int maxLength = int.MaxValue)
    {
        var name = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = IsVisible(rune) ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            if (name.Length + shown.Length > maxLength)
            {
                break;
            }

            name.Append(shown);
        }

        return name.ToString();
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
