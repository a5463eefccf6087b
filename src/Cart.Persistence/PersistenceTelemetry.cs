using System.Diagnostics.Metrics;

namespace Cart.Persistence;

/// <summary>What is measured of the batch writer, on the meter <c>Cart.Persistence</c>.</summary>
internal static class PersistenceTelemetry
{
    private static readonly Meter Meter = new("Cart.Persistence");

    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram(
        "cart.orders.batch_size", "{order}", "How many orders were committed together.", tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] });

    public static void Committed(int orders) => BatchSize.Record(orders);
}
