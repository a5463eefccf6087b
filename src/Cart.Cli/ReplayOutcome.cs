namespace Cart.Cli;

/// <summary>What a replay came to.</summary>
/// <param name="Totals">The orders.</param>
/// <param name="SkippedRows">The number of rows of orders with a quantity of zero or less.</param>
/// <param name="Duration">How long placing the orders took; reading the file and starting the stores are not in it.</param>
internal sealed record ReplayOutcome(ReplayTotals Totals, int SkippedRows, TimeSpan Duration)
{
    /// <summary>How many rows a second were put into carts that this run then ordered.</summary>
    public double AddsPerSecond => PerSecond(Totals.Adds);

    /// <summary>How many orders a second this run placed.</summary>
    public double OrdersPerSecond => PerSecond(Totals.Placed);

    private double PerSecond(long count) => Duration > TimeSpan.Zero ? count / Duration.TotalSeconds : 0;
}
