using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Cart.LoadTest;

/// <summary>Draws the plots, all in one style.</summary>
internal static class PlotCanvas
{
    private const int Width = 1100;
    private const int Height = 520;

    private static readonly Color[] Colors =
        [new("#1f6feb"), new("#d97706"), new("#7c3aed"), new("#0f9d76"), new("#be185d"), new("#64748b")];

    /// <summary>Curves over a logarithmic axis; the vertical axis begins at 0.</summary>
    public static byte[] Curves(string title, string across, string up, IReadOnlyList<PlotSeries> series)
    {
        var plot = New(title, across, up);
        foreach (var (place, line) in series.Index())
        {
            var drawn = plot.Add.Scatter(line.Points.Select(static point => Math.Log10(point.Across)).ToArray(), line.Points.Select(static point => point.Up).ToArray());
            drawn.LegendText = line.Name;
            drawn.LineWidth = 2.5f;
            drawn.MarkerSize = 8;
            drawn.Color = Colors[place % Colors.Length];
        }

        var places = series.SelectMany(static line => line.Points).Select(static point => point.Across).Distinct().Order().ToArray();
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. places.Select(Math.Log10)], [.. places.Select(static place => place.ToString("N0", CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsY(0, 1.15 * series.SelectMany(static line => line.Points).Max(static point => point.Up));
        plot.Axes.SetLimitsX(Math.Log10(places[0]) - 0.1, Math.Log10(places[^1]) + 0.1);
        if (series.Count > 1)
        {
            plot.ShowLegend(Edge.Right);
        }

        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    /// <summary>Bars beside their names, each with its figure; the longest name decides the margin.</summary>
    public static byte[] Bars(string title, string along, IReadOnlyList<PlotBar> bars, double? limit = null)
    {
        var plot = New(title, along, "");
        var most = bars.Max(static bar => bar.Value);
        foreach (var (place, bar) in bars.Index())
        {
            var drawn = plot.Add.Bar(position: bars.Count - 1 - place, value: bar.Value);
            drawn.Horizontal = true;
            drawn.Color = bar.IsMarked ? Colors[0] : Colors[5].WithAlpha(0.75);
            var label = plot.Add.Text(bar.Label, bar.Value + (0.01 * most), bars.Count - 1 - place);
            label.LabelAlignment = Alignment.MiddleLeft;
            label.LabelFontSize = 13;
        }

        plot.Axes.Left.TickGenerator = new NumericManual([.. bars.Select((_, place) => (double)(bars.Count - 1 - place))], [.. bars.Select(static bar => bar.Name)]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.SetLimits(0, Math.Max(most, limit ?? 0) * 1.6, -0.7, bars.Count - 0.3);
        if (limit is { } line)
        {
            plot.Add.VerticalLine(line, 2, Colors[4], LinePattern.Dashed);
        }

        return plot.GetImageBytes(Width, Math.Max(240, 130 + (38 * bars.Count)), ImageFormat.Png);
    }

    private static Plot New(string title, string across, string up)
    {
        var plot = new Plot();
        plot.Title(title, size: 18);
        plot.XLabel(across, size: 14);
        plot.YLabel(up, size: 14);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Grid.MajorLineColor = Color.FromHex("#e5eaf0");
        plot.Legend.FontSize = 13;
        return plot;
    }
}
