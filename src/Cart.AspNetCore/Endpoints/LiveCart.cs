using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Follows a cart: what it is, and what it becomes, as server-sent events.</summary>
internal sealed class LiveCart(IServiceScopeFactory scopes, ICartStore carts, ICartWatch watch, IOptions<CartHttpOptions> options)
{
    // A hint can be lost, so the cart is also read as often as this; and a client that went away is noticed by writing to it.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private static SseItem<string> Ping => new("", "ping");

    /// <summary>
    /// Returns an event for the cart as it is, unless the client knows that, and one after each change, until the cart comes to its end or
    /// the client goes. A client that then connects again finds the next cart.
    /// </summary>
    /// <param name="cart">The cart as it was read; one of version 0 is none, and is answered as such.</param>
    /// <param name="known">The version that the client knows; null for none.</param>
    /// <param name="stopping">Ends the stream with the host.</param>
    /// <param name="cancellationToken">Ends the stream with the client.</param>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(
        CartSnapshot cart, long? known, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        var hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        await using var watched = await WatchAsync(cart, () => hints.Writer.TryWrite(true), ending.Token).ConfigureAwait(false);

        // The client sees that the stream is there with its first event.
        yield return Ping;
        while (true)
        {
            // Read anew, because it may have changed before the watch began.
            var (sent, version, isOver) = await LookAsync(cart, known, ending.Token).ConfigureAwait(false);
            if (sent is { } changed)
            {
                yield return changed;
            }

            known = version;
            if (isOver)
            {
                yield break;
            }

            if (!await IsHintedAsync(hints.Reader, ending.Token).ConfigureAwait(false))
            {
                yield return Ping;
            }
        }
    }

    // While a store is away there is nothing to tell: hints and heartbeats go on, and what was missed is read later.
    private async ValueTask<IAsyncDisposable?> WatchAsync(CartSnapshot cart, Action changed, CancellationToken cancellationToken)
    {
        try
        {
            return cart.Version > 0 ? await watch.WatchAsync(cart.Id, changed, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (CartUnavailableException)
        {
            return null;
        }
    }

    // Returns the event that the client does not know yet, the version that it knows then, and whether nothing can follow.
    private async ValueTask<(SseItem<string>? Sent, long? Known, bool IsOver)> LookAsync(
        CartSnapshot first, long? known, CancellationToken cancellationToken)
    {
        try
        {
            var cart = first.Version > 0 ? await carts.GetAsync(first.Id, cancellationToken).ConfigureAwait(false) : first;
            var isLive = cart is { Version: > 0, State: CartState.Open or CartState.CheckingOut };
            var version = isLive ? cart.Version : 0;
            return version == known
                ? (null, known, !isLive)
                : (await EventAsync(cart, version, cancellationToken).ConfigureAwait(false), version, !isLive);
        }
        catch (CartUnavailableException)
        {
            return (null, known, IsOver: false);
        }
        catch (OperationCanceledException)
        {
            return (null, known, IsOver: true);
        }
    }

    // False after the time of a heartbeat, or at the end.
    private static async ValueTask<bool> IsHintedAsync(ChannelReader<bool> hints, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Heartbeat);
        try
        {
            return await hints.ReadAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // The host's catalog and calculators may be made once a request; a stream that lasts takes new ones for each event.
    private async ValueTask<SseItem<string>> EventAsync(CartSnapshot cart, long version, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var presenter = scope.ServiceProvider.GetRequiredService<CartPresenter>();
        var body = await presenter.CartAsync(cart, ProductBatches.None, cancellationToken).ConfigureAwait(false);
        return new SseItem<string>(JsonSerializer.Serialize(body, ResponseJsonContext.Relaxed.CartBody), "cart")
        {
            EventId = version.ToString(CultureInfo.InvariantCulture),
            ReconnectionInterval = options.Value.LiveRetry,
        };
    }
}
