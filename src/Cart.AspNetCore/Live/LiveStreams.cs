using System.Net;
using Cart.Engine;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Limits the open event streams in this process, by cart and by network address.</summary>
internal sealed class LiveStreams(IOptions<CartHttpOptions> options)
{
    private readonly Dictionary<CartId, int> _ofCarts = [];
    private readonly Dictionary<IPAddress, int> _ofAddresses = [];
    private readonly Lock _lock = new();

    /// <summary>Acquires a slot for a stream. Returns the refusal if none exists. <see cref="Close"/> releases the slot.</summary>
    /// <param name="cart">The cart; null for a visitor without one.</param>
    /// <param name="address">The client's address, as <see cref="KeyOf"/> returns it.</param>
    public CartProblem? Open(CartId? cart, IPAddress address)
    {
        var (perCart, perAddress) = (options.Value.MaxStreamsPerCart, options.Value.MaxStreamsPerAddress);
        lock (_lock)
        {
            if (cart is { } followed && _ofCarts.GetValueOrDefault(followed) >= perCart)
            {
                return CartProblem.Of(CartErrors.TooManyStreams with { Name = $"This cart has {perCart} live streams" });
            }

            if (_ofAddresses.GetValueOrDefault(address) >= perAddress)
            {
                return CartProblem.Of(CartErrors.TooManyStreams with { Name = $"Your network address has {perAddress} live streams" });
            }

            Add(_ofAddresses, address, 1);
            if (cart is { } counted)
            {
                Add(_ofCarts, counted, 1);
            }

            return null;
        }
    }

    /// <summary>Releases the slot of a stream.</summary>
    public void Close(CartId? cart, IPAddress address)
    {
        lock (_lock)
        {
            Add(_ofAddresses, address, -1);
            if (cart is { } counted)
            {
                Add(_ofCarts, counted, -1);
            }
        }
    }

    /// <summary>Returns the key of the limit: an IPv4 address, or the /64 of an IPv6 address, which belongs to one customer.</summary>
    public static IPAddress KeyOf(IPAddress? address)
    {
        if (address is null || address.AddressFamily is not System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            return address ?? IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private static void Add<T>(Dictionary<T, int> counts, T key, int change)
        where T : notnull
    {
        var count = counts.GetValueOrDefault(key) + change;
        if (count == 0)
        {
            counts.Remove(key);
        }
        else
        {
            counts[key] = count;
        }
    }
}
