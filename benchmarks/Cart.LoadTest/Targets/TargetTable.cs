using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cart.LoadTest;

/// <summary>Writes what was measured: as JSON for programs, as a table for people.</summary>
internal static class TargetTable
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One object with the member <c>targets</c>, a list of rows.</summary>
    public static string Json(IReadOnlyList<TargetRow> rows, RunFacts? run = null) => JsonSerializer.Serialize(
        new
        {
            Run = run,
            Targets = rows.Select(static row => new
            {
                row.Id,
                row.What,
                row.Unit,
                Value = Rounded(row.Value),
                row.Against,
                Reference = Rounded(row.Reference),
                Ratio = Rounded(row.Ratio),
                Compared = row.Rule.Compared.ToString().ToLowerInvariant(),
                Bound = row.Rule.AtLeast ? "at least" : "at most",
                Target = row.Rule.Limit,
                Met = row.IsMet,
                row.Note,
                Values = row.Values.Select(Rounded),
                References = row.References.Select(Rounded),
            }),
        },
        Options);

    /// <summary>A table of Markdown, which reads well in a terminal too.</summary>
    public static string Markdown(IReadOnlyList<TargetRow> rows)
    {
        var table = new StringBuilder("| # | what | engine | against | that | ratio | target | met |\n|---|---|--:|---|--:|--:|--:|---|\n");
        foreach (var row in rows)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {row.Id} | {row.What} | {Figure(row.Value)} {row.Unit} | {row.Against} | {Figure(row.Reference)} | ")
                .Append(CultureInfo.InvariantCulture, $"{row.Ratio:0.00} | {row.Rule} | {(row.IsMet ? "yes" : "**no**")} |\n");
        }

        foreach (var row in rows.Where(static row => row.Note is not null))
        {
            table.Append(CultureInfo.InvariantCulture, $"\n{row.Id}: {row.Note}.\n");
        }

        return table.ToString();
    }

    /// <summary>A figure with as many digits as say something.</summary>
    public static string Figure(double figure) => figure.ToString(Math.Abs(figure) >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);

    private static double Rounded(double figure) => Math.Round(figure, 4);
}
