using System.Globalization;

namespace Cart.LoadTest;

/// <summary>What has to hold between the figure of the engine and the one that it is compared with.</summary>
/// <param name="Compared">What is held against the limit.</param>
/// <param name="AtLeast">Whether the limit is the least or the most.</param>
/// <param name="Limit">The limit.</param>
internal readonly record struct TargetRule(ComparedFigure Compared, bool AtLeast, double Limit)
{
    public static TargetRule RatioAtLeast(double limit) => new(ComparedFigure.Ratio, AtLeast: true, limit);

    public static TargetRule RatioAtMost(double limit) => new(ComparedFigure.Ratio, AtLeast: false, limit);

    public static TargetRule ValueAtMost(double limit) => new(ComparedFigure.Value, AtLeast: false, limit);

    public static TargetRule DifferenceAtMost(double limit) => new(ComparedFigure.Difference, AtLeast: false, limit);

    public bool IsMet(double value, double reference)
    {
        var compared = Compared switch
        {
            ComparedFigure.Ratio => reference == 0 ? double.NaN : value / reference,
            ComparedFigure.Difference => value - reference,
            _ => value,
        };
        return AtLeast ? compared >= Limit : compared <= Limit;
    }

    /// <summary>Returns the rule for people, such as <c>≥ 0.9 ×</c>.</summary>
    public override string ToString()
    {
        var limit = Limit.ToString("#,0.##", CultureInfo.InvariantCulture);
        return (AtLeast ? "≥ " : "≤ ") + Compared switch
        {
            ComparedFigure.Ratio => limit + " ×",
            ComparedFigure.Difference => limit + " more",
            _ => limit,
        };
    }
}
