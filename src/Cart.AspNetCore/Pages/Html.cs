using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Cart.AspNetCore;

/// <summary>
/// Markup, written as an interpolated string: <c>Html row = $"&lt;td&gt;{user}&lt;/td&gt;"</c>. What is put in is encoded, unless it is markup
/// itself, so there is no way to forget it. Attributes stand in double quotes.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Html
{
    // Letters of all scripts stay as they are; what means something in markup does not.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder? _markup;

    public Html(int literalLength, int formattedCount) => _markup = new StringBuilder(literalLength + (16 * formattedCount));

    /// <summary>No markup.</summary>
    public static Html None => default;

    public static Html Concat(IEnumerable<Html> parts)
    {
        var all = new Html(0, 0);
        foreach (var part in parts)
        {
            all.AppendFormatted(part);
        }

        return all;
    }

    public void AppendLiteral(string markup) => _markup!.Append(markup);

    public void AppendFormatted(Html markup) => _markup!.Append(markup._markup);

    public void AppendFormatted(string? text) => _markup!.Append(Encoder.Encode(text ?? ""));

    public void AppendFormatted(long number) => _markup!.Append(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Returns the markup.</summary>
    public override string ToString() => _markup?.ToString() ?? "";
}
