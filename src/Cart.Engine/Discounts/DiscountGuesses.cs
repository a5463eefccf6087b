using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Limits guesses of discount codes by cart and by network address, in this process. Everything that checks a code calls it first, in one step
/// that counts the attempt. An attempt with a valid code is subtracted again.
/// </summary>
/// <remarks>
/// A cart has <see cref="CartOptions.MaxDiscountGuesses"/> attempts a minute, after which no code is checked. An IPv4 address, or the /64 of an
/// IPv6 address, has ten times as many. Beyond that, codes are still checked, so that nobody is locked out by a neighbour, but an invalid code
/// gets the same answer as an unchecked one. Beyond a hundred times as many, codes are checked only for carts with lines.
/// </remarks>
internal sealed class DiscountGuesses(IOptions<CartOptions> options, TimeProvider time)
{
    private const int CartsPerAddress = 10;
    private const int FloodsPerAddress = 10;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<object, Attempts> _attempts = [];
    private DateTimeOffset _sweepAt;

    /// <summary>Counts an attempt, unless it is refused.</summary>
    /// <param name="cart">The shopper's cart. A cart that does not exist yet is limited by the address alone.</param>
    /// <param name="address">The shopper's address; null if it is not known. All callers without an address share one limit.</param>
    internal Attempt Begin(CartSnapshot cart, IPAddress? address)
    {
        var most = options.Value.MaxDiscountGuesses;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Sweep(now);
            var byCart = cart.Version > 0 ? Of(cart.Id, now) : null;
            var byAddress = Of(NetworkOf(address), now);
            var until = byCart is { } full && full.Count >= most ? full.Start + Window
                : cart.IsEmpty && byAddress.Count >= most * CartsPerAddress * FloodsPerAddress ? byAddress.Start + Window
                : (DateTimeOffset?)null;
            if (until is { } end)
            {
                return new Attempt(IsJudged: false, IsAnswered: false, end - now, null, null);
            }

            byCart?.Count += 1;
            byAddress.Count++;
            return new Attempt(IsJudged: true, byAddress.Count <= most * CartsPerAddress, byAddress.Start + Window - now, byCart, byAddress);
        }
    }

    /// <summary>Subtracts an attempt that was not an invalid guess.</summary>
    internal void Return(Attempt attempt)
    {
        lock (_gate)
        {
            attempt.ByCart?.Count -= 1;
            attempt.ByAddress?.Count -= 1;
        }
    }

    /// <summary>Returns the key of the limit: an IPv4 address, or the /64 of an IPv6 address, which belongs to one customer.</summary>
    private static UInt128 NetworkOf(IPAddress? address)
    {
        var known = address ?? IPAddress.None;
        if (known.IsIPv4MappedToIPv6)
        {
            known = known.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        known.TryWriteBytes(bytes, out _);
        if (known.AddressFamily is AddressFamily.InterNetworkV6)
        {
            bytes[8..].Clear();
        }

        var network = MemoryMarshal.Read<UInt128>(bytes);
        return known.AddressFamily is AddressFamily.InterNetworkV6 ? network : ~network;
    }

    private Attempts Of(object key, DateTimeOffset now)
    {
        ref var attempts = ref CollectionsMarshal.GetValueRefOrAddDefault(_attempts, key, out _);
        return attempts is { } known && known.Start + Window > now ? known : attempts = new Attempts(now);
    }

    private void Sweep(DateTimeOffset now)
    {
        if (now < _sweepAt)
        {
            return;
        }

        foreach (var (key, attempts) in _attempts)
        {
            if (attempts.Start + Window <= now)
            {
                _attempts.Remove(key);
            }
        }

        _sweepAt = now + Window;
    }

    /// <summary>Counts the attempts of a cart or an address within a minute, including those in progress.</summary>
    internal sealed class Attempts(DateTimeOffset start)
    {
        public DateTimeOffset Start => start;

        public int Count { get; set; }
    }

    /// <summary>Represents an attempt: whether the code is checked, whether an invalid one is reported as such, and when to retry.</summary>
    internal readonly record struct Attempt(bool IsJudged, bool IsAnswered, TimeSpan RetryAfter, Attempts? ByCart, Attempts? ByAddress);
}

/// <summary>Provides the network address of the current caller, for limits on guessing.</summary>
/// <remarks>An extension point. <c>AddCart()</c> uses the address of the request; a host without requests has none.</remarks>
internal interface ICallerAddress
{
    /// <summary>Gets the address; null if it is not known.</summary>
    IPAddress? Address { get; }
}

/// <summary>Provides no address, for hosts without requests.</summary>
internal sealed class UnknownCaller : ICallerAddress
{
    public IPAddress? Address => null;
}
