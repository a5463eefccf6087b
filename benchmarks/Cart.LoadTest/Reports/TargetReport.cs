using System.Globalization;

namespace Cart.LoadTest;

/// <summary>The page of the targets.</summary>
internal static class TargetReport
{
    public static Task WriteAsync(string folder, IReadOnlyList<TargetRow> rows, RunFacts facts, CancellationToken cancellationToken)
    {
        var page = new ReportPage("Cart: performance targets", facts)
            .Paragraph("Each figure of the engine stands beside one that was measured in the same run, in turn (A B A B …): medians over the rounds behind a first one that warms up.")
            .Table(
                ["#", "what", "engine", "against", "that", "ratio", "target", "met"],
                rows.Select(static row => (IReadOnlyList<string>)
                [
                    row.Id, row.What, $"{TargetTable.Figure(row.Value)} {row.Unit}", row.Against, TargetTable.Figure(row.Reference),
                    row.Ratio.ToString("0.00", CultureInfo.InvariantCulture), row.Rule.ToString(), row.IsMet ? "yes" : "no",
                ]));
        if (Plot(rows) is { } plot)
        {
            page.Plot("How much of each target is reached", plot);
        }

        foreach (var row in rows.Where(static row => row.Note is not null))
        {
            page.Paragraph($"{row.Id}: {row.Note}.");
        }

        return page.WriteAsync(folder, TargetTable.Json(rows, facts), cancellationToken);
    }

    /// <summary>How much of each target is reached: 1 and more is met. Null if no target is a ratio.</summary>
    public static byte[]? Plot(IReadOnlyList<TargetRow> rows)
    {
        var bars = rows.Where(static row => row.Rule.Compared is ComparedFigure.Ratio && row.Ratio > 0).Select(static row =>
        {
            var reached = row.Rule.AtLeast ? row.Ratio / row.Rule.Limit : row.Rule.Limit / row.Ratio;
            return new PlotBar(
                $"{row.Id}  {Short(row.Against)}", Math.Min(reached, 4), string.Create(CultureInfo.InvariantCulture, $"{row.Ratio:0.00} × (target {row.Rule})"), row.IsMet);
        }).ToArray();
        return bars.Length == 0 ? null : PlotCanvas.Bars("How much of each target is reached", "1 = the target; right of the line it is met (cut at 4)", bars, limit: 1);
    }

    private static string Short(string text) => "against " + (text.Length <= 34 ? text : text[..33] + "…");
}
