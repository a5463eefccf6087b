namespace Cart.LoadTest;

/// <summary>What a client measured.</summary>
/// <param name="Rate">Answers a second.</param>
/// <param name="P50">Half of the answers came within so many microseconds.</param>
/// <param name="P99">99 of 100 answers came within so many microseconds.</param>
internal sealed record HttpFigures(double Rate, double P50, double P99);
