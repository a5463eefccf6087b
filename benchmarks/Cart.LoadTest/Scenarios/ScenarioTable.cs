using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cart.LoadTest;

/// <summary>Writes what scenarios came to: as JSON for programs, as a table for people.</summary>
internal static class ScenarioTable
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Json(IReadOnlyList<ScenarioRow> rows, Load load, RunFacts? run = null) =>
        JsonSerializer.Serialize(new { Run = run, Load = load.ToString(), Seconds = load.Time.TotalSeconds, Scenarios = rows }, Options);

    public static string Markdown(IReadOnlyList<ScenarioRow> rows)
    {
        var table = new StringBuilder("| scenario | design | operations/s | p50 ms | p99 ms | p99.9 ms | errors | acknowledged | lost | too many |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (var row in rows)
        {
            var (figures, check) = (row.Figures, row.Check);
            table.Append(CultureInfo.InvariantCulture, $"| {row.Scenario} | {(row.IsEngine ? "**engine**" : row.Design)} | {figures.Rate:N0} | {figures.P50:0.00} | {figures.P99:0.00} | {figures.P999:0.00} | ")
                .Append(CultureInfo.InvariantCulture, $"{figures.Errors:N0} | {check.Acknowledged:N0} {check.Unit} | {check.Lost:N0} | {check.Surplus:N0} |\n");
        }

        foreach (var row in rows.Where(static row => row.Figures.FirstError is not null))
        {
            table.Append(CultureInfo.InvariantCulture, $"\n{row.Scenario}, {row.Design}: the first error was: {row.Figures.FirstError}\n");
        }

        return table.ToString();
    }
}
