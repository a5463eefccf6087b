using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Remembers, in the transaction that commits an order, that things follow from it: its cart is to be closed, its discount to be
/// confirmed, its handlers to be notified. Whoever has done all that says so; what nobody says in time falls due for anyone.
/// </summary>
/// <remarks>
/// An extension point, implemented beside <see cref="IOrderStore"/> on the same data. An implementation passes the contract suite in
/// <c>tests/Cart.Testing</c>. All methods throw <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
internal interface IOrderOutbox
{
    /// <summary>
    /// How long after its commit an order falls due. The process that committed it is done much earlier, unless it died.
    /// </summary>
    static TimeSpan Grace => TimeSpan.FromSeconds(15);

    /// <summary>
    /// Takes entries that are due, for one caller alone. An entry that is not completed falls due again after the lease, which doubles
    /// with every time it was taken, up to a thousandfold.
    /// </summary>
    /// <param name="limit">How many, at most 1000.</param>
    /// <param name="lease">How long they are taken for the first time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<OutboxEntry>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Removes the entries of orders from which nothing follows any more. Repeating it is harmless.</summary>
    ValueTask CompleteAsync(IReadOnlyCollection<OrderId> orders, CancellationToken cancellationToken = default);

    /// <summary>Gives up the entries of orders that are older than <paramref name="retention"/>; the orders stay. Returns how many.</summary>
    ValueTask<long> ExpireAsync(TimeSpan retention, CancellationToken cancellationToken = default);

    /// <summary>Measures the backlog.</summary>
    ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken = default);
}

/// <summary>An order for which it is not known yet that all that follows from it was done.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="CartId">The cart that became the order.</param>
/// <param name="Fence">The fence of the attempt that was committed.</param>
/// <param name="Attempts">How often the entry was taken, this time included.</param>
internal sealed record OutboxEntry(OrderId OrderId, CartId CartId, long Fence, int Attempts);

/// <summary>How much the outbox holds.</summary>
/// <param name="Pending">How many orders are in it.</param>
/// <param name="Lag">For how long the oldest entry that is due has waited; zero if none is due.</param>
internal readonly record struct OutboxBacklog(long Pending, TimeSpan Lag);

/// <summary>How the outbox of orders is worked off.</summary>
public sealed class OutboxOptions
{
    /// <summary>Gets or sets how often a process looks for orders whose own process did not finish them.</summary>
    /// <value>Default 5 seconds. Range 10 milliseconds to 1 hour.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how long a process has for an order that it took, before another may take it; it doubles with each failure.</summary>
    /// <value>Default 30 seconds. Range 10 milliseconds to 1 hour.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets how long an order is tried to be delivered to its handlers. After that its entry is given up and counted as
    /// <c>cart.outbox.expired</c>; the order itself stays.
    /// </summary>
    /// <value>Default 7 days. Range 1 minute to 365 days.</value>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);
}

/// <summary>Checks every option of <see cref="OutboxOptions"/> and reports all faults at once.</summary>
internal sealed class OutboxOptionsValidator : IValidateOptions<OutboxOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OutboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        Within(options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), nameof(options.PollInterval));
        Within(options.Lease, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), nameof(options.Lease));
        Within(options.Retention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.Retention));
        return result.Build();

        void Within(TimeSpan value, TimeSpan least, TimeSpan greatest, string property)
        {
            if (value < least || value > greatest)
            {
                result.AddError($"Cart:Outbox:{property} is {value}; it must be between {least} and {greatest}.");
            }
        }
    }
}

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

    /// <summary>Gets or sets the backlog as it was last measured.</summary>
    public static OutboxBacklog Backlog { get; set; }

    public static void Delivered(long orders) => DeliveredOrders.Add(orders);

    public static void Expired(long orders) => ExpiredOrders.Add(orders);
}
