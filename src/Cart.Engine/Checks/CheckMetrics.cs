using System.Diagnostics.Metrics;

namespace Cart.Engine;

/// <summary>What is measured of the checks, on the meter <c>Cart.Engine</c>.</summary>
internal static class CheckMetrics
{
    private static readonly Meter Meter = new(CartEvents.MeterName);

    static CheckMetrics() => Meter.CreateObservableGauge(
        "cart.check.level", Measure, "{level}", "What the last look at the stores found: 0 well or not told, 1 a warning or no answer, 2 unfit.");

    /// <summary>The levels as they were last found, by the names of the findings.</summary>
    public static IReadOnlyDictionary<string, CheckLevel> Levels { get; set; } = new Dictionary<string, CheckLevel>();

    private static IEnumerable<Measurement<int>> Measure() => Levels.Select(static level => new Measurement<int>(
        level.Value switch
        {
            CheckLevel.Refuse => 2,
            CheckLevel.Warn or CheckLevel.Away => 1,
            _ => 0,
        },
        new KeyValuePair<string, object?>("cart.check", level.Key)));
}
