using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Sweeps all carts, and publishes <see cref="CartAbandoned"/> for idle ones. Any number of processes may run it: a lock lets one sweep at a time,
/// and a mark on the cart ensures that it is published once.
/// </summary>
internal sealed class AbandonedCartSweep(
    ICartDirectory directory,
    ICartStore carts,
    IServiceScopeFactory scopes,
    IOptions<AbandonmentOptions> options,
    TimeProvider time,
    ILogger<AbandonedCartSweep> logger) : BackgroundService
{
    private const int PageSize = 500;

    private static readonly Meter Meter = new(CartEvents.MeterName);

    private static readonly Counter<long> Abandoned = Meter.CreateCounter<long>(
        "cart.abandoned", "{cart}", "Carts that were told of as abandoned.");

    /// <summary>Sweeps all carts once, and returns the number of published carts.</summary>
    /// <exception cref="CartUnavailableException">The store did not answer. The next sweep finds the remaining carts.</exception>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        var latest = time.GetUtcNow() - options.Value.IdleFor;
        var told = 0;
        string? cursor = null;
        do
        {
            var page = await directory.ListAsync(cursor, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var cart in page.Carts)
            {
                var isLeft = cart is { State: CartState.Open, UniqueCount: > 0, IsAbandoned: false } && cart.ChangedAt <= latest;
                told += isLeft && await TellAsync(cart, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }

            cursor = page.Next;
        }
        while (cursor is not null);

        return told;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await directory.TakeTurnAsync(options.Value.Interval, stoppingToken).ConfigureAwait(false))
                {
                    await SweepAsync(stoppingToken).ConfigureAwait(false);
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Catch everything: a failing sweep must not stop the host.
                logger.SweepPaused(fault);
            }

            await Task.Delay(options.Value.Interval, time, stoppingToken).ConfigureAwait(false);
        }
    }

    // Mark before publishing, so that nobody is notified twice: a repeated mail to a shopper is worse than a missing one.
    private async Task<bool> TellAsync(CartSummary seen, CancellationToken cancellationToken)
    {
        if (!await directory.MarkAbandonedAsync(seen, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var cart = await carts.GetAsync(seen.Id, cancellationToken).ConfigureAwait(false);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CartEvents>()
            .PublishAsync(new CartAbandoned(cart, seen.ChangedAt), cancellationToken).ConfigureAwait(false);
        Abandoned.Add(1);
        return true;
    }
}

/// <summary>Specifies when a cart counts as abandoned, and how often carts are checked.</summary>
public sealed class AbandonmentOptions
{
    /// <summary>Gets or sets how long a cart must be unchanged.</summary>
    /// <value>Default 1 hour. Range 1 minute to less than the lifetime of a cart with lines.</value>
    public TimeSpan IdleFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the interval at which one of all processes sweeps the carts. A cart is published at most that much later.</summary>
    /// <value>Default 5 minutes. Range 1 second to 1 day.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Validates <see cref="AbandonmentOptions"/> and reports all errors at once.</summary>
internal sealed class AbandonmentOptionsValidator(IOptions<CartOptions> carts) : IValidateOptions<AbandonmentOptions>
{
    public ValidateOptionsResult Validate(string? name, AbandonmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        var (guest, user) = (carts.Value.TimeToLive, carts.Value.UserTimeToLive ?? carts.Value.TimeToLive);
        var lifetime = guest < user ? guest : user;
        if (options.IdleFor < TimeSpan.FromMinutes(1) || options.IdleFor >= lifetime)
        {
            result.AddError(
                $"Cart:Abandonment:{nameof(options.IdleFor)} is {options.IdleFor}; it must be at least 00:01:00 and less than {lifetime}, "
                + "after which a cart is gone.");
        }

        if (options.Interval < TimeSpan.FromSeconds(1) || options.Interval > TimeSpan.FromDays(1))
        {
            result.AddError($"Cart:Abandonment:{nameof(options.Interval)} is {options.Interval}; it must be between 00:00:01 and 1.00:00:00.");
        }

        return result.Build();
    }
}
