using System.Globalization;

namespace Cart.LoadTest;

/// <summary>The page of the scenarios.</summary>
internal static class ScenarioReport
{
    public static Task WriteAsync(string folder, IReadOnlyList<ScenarioRow> rows, Load load, RunFacts facts, CancellationToken cancellationToken)
    {
        var page = new ReportPage("Cart: what shoppers do, and what is lost", facts).Paragraph(
            $"Each design had the load of {load} for {load.Time.TotalSeconds:0} seconds, one after the other. Times are from when an operation was due. Afterwards every cart and order was counted.");
        foreach (var scenario in rows.GroupBy(static row => row.Scenario))
        {
            page.Heading(scenario.Key).Paragraph(AllScenarios.Find(scenario.Key)[0].Does + ".").Table(
                ["design", "operations/s", "p50 ms", "p99 ms", "p99.9 ms", "errors", "refused", "acknowledged", "lost", "too many"],
                scenario.Select(static row => (IReadOnlyList<string>)
                [
                    row.Design, Number(row.Figures.Rate, "N0"), Number(row.Figures.P50, "0.00"), Number(row.Figures.P99, "0.00"), Number(row.Figures.P999, "0.00"),
                    Number(row.Figures.Errors, "N0"), Number(row.Figures.Refused, "N0"), $"{Number(row.Check.Acknowledged, "N0")} {row.Check.Unit}",
                    Number(row.Check.Lost, "N0"), Number(row.Check.Surplus, "N0"),
                ]));
            page.Plot($"Operations a second: {scenario.Key}", Plot(scenario.Key, load, [.. scenario]));
        }

        return page.WriteAsync(folder, ScenarioTable.Json(rows, load, facts), cancellationToken);
    }

    /// <summary>The designs of one scenario: operations a second, and what they lost.</summary>
    public static byte[] Plot(string scenario, Load load, IReadOnlyList<ScenarioRow> rows) => PlotCanvas.Bars(
        $"{scenario}: {AllScenarios.Find(scenario)[0].Does}",
        $"operations a second, {load}",
        [.. rows.Select(static row => new PlotBar(row.Design, row.Figures.Rate, Label(row), row.IsEngine))]);

    private static string Label(ScenarioRow row)
    {
        var check = row.Check;
        var wrong = check switch
        {
            { Lost: > 0, Surplus: > 0 } => $", {Number(check.Lost, "N0")} lost, {Number(check.Surplus, "N0")} too many",
            { Lost: > 0 } => $", {Number(check.Lost, "N0")} {check.Unit} lost",
            { Surplus: > 0 } => $", {Number(check.Surplus, "N0")} {check.Unit} too many",
            _ => "",
        };
        return $"{Number(row.Figures.Rate, "N0")}  (p99 {Number(row.Figures.P99, "0.0")} ms{wrong})";
    }

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
