namespace Cart.LoadTest;

/// <summary>What was acknowledged, beside what is there.</summary>
/// <param name="Unit">What is counted, such as units or orders.</param>
/// <param name="Acknowledged">How many were acknowledged.</param>
/// <param name="Lost">How many of them are not there.</param>
/// <param name="Surplus">How many are there that nobody was told of, or that pass a limit.</param>
/// <param name="Unknown">How many may be there or not, because their operation failed without an answer.</param>
internal sealed record LossCheck(string Unit, long Acknowledged, long Lost, long Surplus, long Unknown = 0)
{
    /// <summary>Whether everything is where it was said to be.</summary>
    public bool IsClean => Lost == 0 && Surplus <= Unknown;
}
