namespace Cart.LoadTest;

/// <summary>The middle of some figures, which one round that went wrong does not move.</summary>
internal static class Median
{
    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    /// <exception cref="ArgumentException">There are no figures.</exception>
    public static double Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return sorted.Length > 0
            ? (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2
            : throw new ArgumentException("There are no figures.", nameof(figures));
    }
}
