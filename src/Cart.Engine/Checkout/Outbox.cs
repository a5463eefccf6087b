using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Records, in the transaction that commits an order, the work that follows: close the cart, confirm the discount, notify the handlers. The
/// process that has done the work completes the entry. An entry that is not completed in time becomes due for any process.
/// </summary>
/// <remarks>
/// An extension point, implemented beside <see cref="IOrderStore"/> on the same data. An implementation passes the contract suite in
/// <c>tests/Cart.Testing</c>. All methods throw <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
internal interface IOrderOutbox
{
    /// <summary>
    /// Gets how long after its commit an order becomes due. The committing process is done much earlier, unless it died.
    /// </summary>
    static TimeSpan Grace => TimeSpan.FromSeconds(15);

    /// <summary>
    /// Takes due entries for exclusive use by the caller. An entry that is not completed becomes due again after the lease, which doubles with
    /// each attempt, up to a factor of 1000.
    /// </summary>
    /// <param name="limit">The maximum number of entries, at most 1000.</param>
    /// <param name="lease">The lease of the first attempt.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<OutboxEntry>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Removes the entries of orders whose work is done. Repeating it is harmless.</summary>
    ValueTask CompleteAsync(IReadOnlyCollection<OrderId> orders, CancellationToken cancellationToken = default);

    /// <summary>Removes entries of orders that are older than <paramref name="retention"/>; the orders stay. Returns how many.</summary>
    ValueTask<long> ExpireAsync(TimeSpan retention, CancellationToken cancellationToken = default);

    /// <summary>Measures the backlog.</summary>
    ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken = default);
}

/// <summary>Represents an order whose follow-up work may not be done yet.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="CartId">The cart that became the order.</param>
/// <param name="Fence">The fence of the committed attempt.</param>
/// <param name="Attempts">The number of attempts, including this one.</param>
internal sealed record OutboxEntry(OrderId OrderId, CartId CartId, long Fence, int Attempts);

/// <summary>Represents the backlog of the outbox.</summary>
/// <param name="Pending">The number of orders in it.</param>
/// <param name="Lag">How long the oldest due entry has waited; zero if none is due.</param>
internal readonly record struct OutboxBacklog(long Pending, TimeSpan Lag);

/// <summary>Specifies how the outbox of orders is processed.</summary>
public sealed class OutboxOptions
{
    /// <summary>Gets or sets the interval at which a process looks for orders that another process did not finish.</summary>
    /// <value>Default 5 seconds. Range 10 milliseconds to 1 hour.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how long a process may work on an order before another may take it. It doubles with each failure.</summary>
    /// <value>Default 30 seconds. Range 10 milliseconds to 1 hour.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets how long delivery of an order to its handlers is retried. After that its entry is removed and counted as
    /// <c>cart.outbox.expired</c>; the order itself stays.
    /// </summary>
    /// <value>Default 7 days. Range 1 minute to 365 days.</value>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);
}

/// <summary>Validates <see cref="OutboxOptions"/> and reports all errors at once.</summary>
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

/// <summary>Provides the metrics of the outbox, on the meter <c>Cart.Engine</c>.</summary>
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

    /// <summary>Gets or sets the last measured backlog.</summary>
    public static OutboxBacklog Backlog { get; set; }

    public static void Delivered(long orders) => DeliveredOrders.Add(orders);

    public static void Expired(long orders) => ExpiredOrders.Add(orders);
}
