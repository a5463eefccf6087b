using System.Globalization;
using System.Net;
using System.Text;

namespace Cart.LoadTest;

/// <summary>Builds a page that needs nothing but itself: its plots are in it.</summary>
internal sealed class ReportPage(string title, RunFacts facts)
{
    private const string Style =
        "body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1c2733}"
        + "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.5rem}table{border-collapse:collapse;margin:1rem 0;font-size:.9rem}"
        + "td,th{padding:.3rem .7rem;border-bottom:1px solid #d9dfe5;text-align:left;vertical-align:top}th{background:#f2f5f8}"
        + "td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}img{max-width:100%;height:auto;border:1px solid #e3e8ed}"
        + ".yes{color:#0a7d3c;font-weight:600}.no{color:#b3261e;font-weight:600}code{background:#f2f5f8;padding:.1rem .3rem}";

    private readonly StringBuilder _body = new();

    public ReportPage Heading(string text)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<h2>{Escaped(text)}</h2>\n");
        return this;
    }

    public ReportPage Paragraph(string text)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<p>{Escaped(text)}</p>\n");
        return this;
    }

    /// <summary>Adds a plot.</summary>
    /// <param name="description">What it shows, for those who do not see it.</param>
    /// <param name="png">The picture.</param>
    public ReportPage Plot(string description, byte[] png)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<p><img alt=\"{Escaped(description)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\"></p>\n");
        return this;
    }

    /// <summary>Adds a table. Cells that are figures stand to the right; yes and no have colours.</summary>
    public ReportPage Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        _body.Append("<table><tr>").AppendJoin("", columns.Select(static column => $"<th>{Escaped(column)}</th>")).Append("</tr>\n");
        foreach (var row in rows)
        {
            _body.Append("<tr>").AppendJoin("", row.Select(Cell)).Append("</tr>\n");
        }

        _body.Append("</table>\n");
        return this;
    }

    /// <summary>Writes the page, and the figures beside it.</summary>
    /// <param name="folder">The folder, which is made if it is not there.</param>
    /// <param name="figures">The figures, as JSON.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task WriteAsync(string folder, string figures, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "figures.json"), figures + "\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "index.html"), Html(), cancellationToken);
    }

    private string Html()
    {
        var about = string.Concat(facts.Rows().Select(static fact => $"<tr><th>{Escaped(fact.Name)}</th><td>{Escaped(fact.Value)}</td></tr>\n"));
        return $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Escaped(title)}</title>"
            + $"<style>{Style}</style></head><body>\n<h1>{Escaped(title)}</h1>\n<table>{about}</table>\n{_body}</body></html>\n";
    }

    private static string Cell(string text)
    {
        var style = text switch
        {
            "yes" or "no" => text,
            _ when text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '≥' or '≤') => "n",
            _ => "t",
        };
        return $"<td class=\"{style}\">{Escaped(text)}</td>";
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
