namespace Cart.LoadTest;

/// <summary>A bar.</summary>
/// <param name="Name">What stands beside it.</param>
/// <param name="Value">How long it is.</param>
/// <param name="Label">What stands at its end.</param>
/// <param name="IsMarked">Whether it has the strong colour.</param>
internal sealed record PlotBar(string Name, double Value, string Label, bool IsMarked);
