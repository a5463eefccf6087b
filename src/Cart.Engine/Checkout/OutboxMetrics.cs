using System.Diagnostics.Metrics;

namespace Cart.Engine;

/// <summary>What is measured of the outbox, on the meter <c>Cart.Engine</c>.</summary>
internal static class OutboxMetrics
{
    private static readonly Meter Meter = new(CartEvents.MeterName);

    private static readonly Counter<long> DeliveredOrders = Meter.CreateCounter<long>(
        "cart.outbox.delivered", "{order}", "Orders from which nothing follows any more.");

    private static readonly Counter<long> ExpiredOrders = Meter.CreateCounter<long>(
        "cart.outbox.expired", "{order}", "Orders that some handler did not take within the retention.");

    static OutboxMetrics()
    {
        Meter.CreateObservableGauge(
            "cart.outbox.lag", static () => Backlog.Lag.TotalSeconds, "s", "For how long the oldest order that is due has waited.");
        Meter.CreateObservableGauge("cart.outbox.pending", static () => Backlog.Pending, "{order}", "Orders in the outbox.");
    }

    /// <summary>The backlog as it was last measured.</summary>
    public static OutboxBacklog Backlog { get; set; }

    public static void Delivered(long orders) => DeliveredOrders.Add(orders);

    public static void Expired(long orders) => ExpiredOrders.Add(orders);
}
