using System.Net;
using System.Threading.RateLimiting;
using Cart.Engine;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>
/// Limits how often codes can be guessed, by cart and by network address, in this process. Only codes that led nowhere count, so a
/// shopper with a code never meets the limit; the last of several guesses that come at once may pass it.
/// </summary>
internal sealed class DiscountGuesses(IOptions<CartHttpOptions> options) : IDisposable
{
    // Many shoppers may share an address.
    private const int CartsPerAddress = 10;

    private readonly PartitionedRateLimiter<CartId> _perCart = Windows<CartId>(options.Value.MaxDiscountGuesses);
    private readonly PartitionedRateLimiter<IPAddress> _perAddress = Windows<IPAddress>(CartsPerAddress * options.Value.MaxDiscountGuesses);

    public bool AreAllowed(CartId? cart, IPAddress? address, out TimeSpan? retryAfter)
    {
        using var byCart = _perCart.AttemptAcquire(cart ?? default, permitCount: 0);
        using var byAddress = _perAddress.AttemptAcquire(address ?? IPAddress.None, permitCount: 0);
        retryAfter = null;
        foreach (var lease in (RateLimitLease[])[byCart, byAddress])
        {
            if (!lease.IsAcquired)
            {
                retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
                return false;
            }
        }

        return true;
    }

    public void Count(DiscountProblem problem, CartId? cart, IPAddress? address)
    {
        if (problem is not (DiscountProblem.NotFound or DiscountProblem.Inactive or DiscountProblem.NotStarted or DiscountProblem.Expired))
        {
            return;
        }

        if (cart is { } guessing)
        {
            _perCart.AttemptAcquire(guessing).Dispose();
        }

        _perAddress.AttemptAcquire(address ?? IPAddress.None).Dispose();
    }

    public void Dispose()
    {
        _perCart.Dispose();
        _perAddress.Dispose();
    }

    // A window counts whole guesses. A bucket fills up by fractions, and whoever asks whether it is empty hears that it is not.
    private static PartitionedRateLimiter<T> Windows<T>(int perMinute)
        where T : notnull
    {
        var window = new SlidingWindowRateLimiterOptions
        {
            PermitLimit = perMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        };
        return PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetSlidingWindowLimiter(key, _ => window));
    }
}
