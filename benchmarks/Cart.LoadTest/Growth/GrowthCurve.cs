namespace Cart.LoadTest;

/// <summary>A plot's worth of curves.</summary>
/// <param name="Id">The name of its file.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Across">What grows to the right.</param>
/// <param name="Up">What is measured, with its unit.</param>
/// <param name="Series">The curves.</param>
internal sealed record GrowthCurve(string Id, string Title, string Across, string Up, IReadOnlyList<PlotSeries> Series)
{
    public byte[] Plot() => PlotCanvas.Curves(Title, Across, Up, Series);
}
