using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Processes the outbox. Publishes <see cref="OrderPlaced"/> for orders of this process, and completes orders of processes that died: closes
/// the cart, confirms the discount, notifies the handlers. Any number of processes may run it at once.
/// </summary>
internal sealed class OrderRelay(
    IOrderOutbox outbox, IServiceScopeFactory scopes, IOptions<OutboxOptions> options, TimeProvider time, ILogger<OrderRelay> logger)
    : BackgroundService
{
    private const int BatchSize = 500;

    // An order that does not fit stays in the outbox and becomes due there.
    private readonly Channel<Order> _announced = Channel.CreateBounded<Order>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Processes all due entries once, and returns their number.</summary>
    /// <exception cref="CartUnavailableException">The outbox did not answer.</exception>
    public async Task<int> RelayDueAsync(CancellationToken cancellationToken = default)
    {
        var taken = await outbox.TakeAsync(BatchSize, options.Value.Lease, cancellationToken).ConfigureAwait(false);
        foreach (var entry in taken)
        {
            await TryAsync(() => RepairAsync(entry, cancellationToken), entry.OrderId).ConfigureAwait(false);
        }

        return taken.Length;
    }

    /// <summary>Publishes the orders that this process has announced so far, without waiting for more.</summary>
    /// <exception cref="CartUnavailableException">The outbox did not answer.</exception>
    public async Task RelayAnnouncedAsync(CancellationToken cancellationToken = default)
    {
        var done = new List<OrderId>();
        while (done.Count < BatchSize && _announced.Reader.TryRead(out var order))
        {
            if (await TellPlacedAsync(order, cancellationToken).ConfigureAwait(false))
            {
                done.Add(order.Id);
            }
        }

        await FaultPoint.ReachAsync("relay.told").ConfigureAwait(false);
        if (done.Count > 0)
        {
            await outbox.CompleteAsync(done, cancellationToken).ConfigureAwait(false);
            OutboxMetrics.Delivered(done.Count);
        }
    }

    /// <summary>Announces an order of this process whose cart is closed and whose first event all handlers have taken.</summary>
    internal void Announce(Order order) => _announced.Writer.TryWrite(order);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RunAsync(
            async () =>
            {
                await _announced.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false);
                await RelayAnnouncedAsync(stoppingToken).ConfigureAwait(false);
            },
            stoppingToken),
        RunAsync(() => PollAsync(stoppingToken), stoppingToken));

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        while (await RelayDueAsync(cancellationToken).ConfigureAwait(false) == BatchSize)
        {
            // There may be more entries.
        }

        var expired = await outbox.ExpireAsync(options.Value.Retention, cancellationToken).ConfigureAwait(false);
        if (expired > 0)
        {
            logger.OutboxExpired(expired);
            OutboxMetrics.Expired(expired);
        }

        OutboxMetrics.Backlog = await outbox.MeasureAsync(cancellationToken).ConfigureAwait(false);
        await Task.Delay(options.Value.PollInterval, time, cancellationToken).ConfigureAwait(false);
    }

    // Survive any failure: entries become due again. A lasting fault is logged once.
    private async Task RunAsync(Func<Task> work, CancellationToken stoppingToken)
    {
        var isPaused = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work().ConfigureAwait(false);
                isPaused = false;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                // The host was disposed without being stopped.
                return;
            }
            catch (Exception fault)
            {
                if (!isPaused)
                {
                    logger.RelayPaused(fault);
                }

                isPaused = true;
                await Task.Delay(options.Value.PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RepairAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var order = await services.GetRequiredService<IOrderStore>().GetAsync(entry.OrderId, cancellationToken).ConfigureAwait(false);
        var closed = await services.GetRequiredService<CartCloser>()
            .FinishAsync(entry.CartId, entry.Fence, entry.OrderId, order?.UserId, cancellationToken).ConfigureAwait(false);
        if (order is null || (closed && await FollowUpAsync(order, services, cancellationToken).ConfigureAwait(false)))
        {
            await FaultPoint.ReachAsync("relay.told").ConfigureAwait(false);
            await outbox.CompleteAsync([entry.OrderId], cancellationToken).ConfigureAwait(false);
            OutboxMetrics.Delivered(1);
        }
    }

    private async Task<bool> FollowUpAsync(Order order, IServiceProvider services, CancellationToken cancellationToken)
    {
        var confirmed = true;
        foreach (var code in order.DiscountCodes)
        {
            confirmed &= await services.GetRequiredService<DiscountService>()
                .ConfirmAsync(DiscountCode.Parse(code), order.Id, cancellationToken).ConfigureAwait(false);
        }

        var told = await services.GetRequiredService<CartEvents>()
            .PublishAsync(new CartCheckedOut(order.ToCart(), order), cancellationToken).ConfigureAwait(false);
        return confirmed && told && await TellPlacedAsync(order, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TellPlacedAsync(Order order, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CartEvents>()
            .PublishAsync(new OrderPlaced(order.ToCart(), order), cancellationToken).ConfigureAwait(false);
    }

    private async Task TryAsync(Func<Task> work, OrderId orderId)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (CartUnavailableException unavailable)
        {
            logger.OrderNotRelayed(unavailable, orderId);
        }
    }
}

/// <summary>Represents a no-op slot, for stores without a concurrency limit.</summary>
internal sealed class EndlessRoom : IDisposable
{
    private EndlessRoom()
    {
    }

    /// <summary>Gets the only instance.</summary>
    public static EndlessRoom Instance { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
