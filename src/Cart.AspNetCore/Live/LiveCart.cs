using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Follows a cart: sends it as it is, and again after each change, as long as the shopper may open it.</summary>
internal sealed class LiveCart(
    IServiceScopeFactory scopes, ICartStore carts, ICartWatch watch, IOptions<CartHttpOptions> options, TimeProvider time)
{
    // A hint can be lost, so the cart is also read as often as this; and a client that went away is noticed by writing to it.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    // The client then connects again and is authenticated again: a user who was locked out, or whose login has expired, is noticed.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Sends the cart as it is, unless the client knows that, and again after each change, until the cart ends, the shopper may not open
    /// it any more, or the client goes. A client that then connects again finds the next cart.
    /// </summary>
    /// <param name="events">Where the events go.</param>
    /// <param name="cart">The cart as it was read; version 0 means that the shopper has none.</param>
    /// <param name="shopper">The shopper when the stream began.</param>
    /// <param name="known">The version that the client knows; null for none.</param>
    /// <param name="cancellationToken">Ends the stream with the host or the client.</param>
    public async Task FollowAsync(
        LiveEvents events, CartSnapshot cart, Shopper shopper, long? known, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var reader = new Reader(cart, shopper, carts);
        await using var changes = await WatchAsync(cart.Exists ? cart.Id : null, () => hints.Writer.TryWrite(true), cancellationToken)
            .ConfigureAwait(false);
        await using var signOuts = await WatchAsync(
            cart.Exists && shopper.UserId is { } user ? SignOutNotices.TopicOf(user) : null,
            () =>
            {
                reader.IsSignedOut = true;
                hints.Writer.TryWrite(true);
            },
            cancellationToken).ConfigureAwait(false);

        // The client sees that the stream is there with its first event.
        await events.PingAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            // Read anew each time: it may have changed before the watch began, and its owner may be another by now.
            var look = await reader.LookAsync(cancellationToken).ConfigureAwait(false);
            if (look is { Cart: { } shown } && shown.Version != known)
            {
                await SendAsync(events, shown, cancellationToken).ConfigureAwait(false);
                known = shown.Version;
            }

            if (look.IsOver || time.GetElapsedTime(begun) > Longest)
            {
                return;
            }

            if (!await IsHintedAsync(hints.Reader, cancellationToken).ConfigureAwait(false))
            {
                await events.PingAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // While a store is away there is nothing to tell: hints and heartbeats go on, and what was missed is read later.
    private async ValueTask<IAsyncDisposable?> WatchAsync(CartId? id, Action changed, CancellationToken cancellationToken)
    {
        try
        {
            return id is { } watched ? await watch.WatchAsync(watched, changed, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (CartUnavailableException)
        {
            return null;
        }
    }

    // False after the time of a heartbeat.
    private async ValueTask<bool> IsHintedAsync(ChannelReader<bool> hints, CancellationToken cancellationToken)
    {
        using var heartbeat = new CancellationTokenSource(Heartbeat, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(heartbeat.Token, cancellationToken);
        try
        {
            return await hints.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // The host's catalog and calculators may be made once a request; a stream that lasts takes new ones for each event.
    private async ValueTask SendAsync(LiveEvents events, CartSnapshot cart, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var presenter = scope.ServiceProvider.GetRequiredService<CartPresenter>();
        var body = await presenter.CartAsync(cart, cancellationToken).ConfigureAwait(false);
        var id = cart.Version.ToString(CultureInfo.InvariantCulture);
        var json = JsonSerializer.SerializeToUtf8Bytes(body, ResponseJsonContext.Relaxed.CartBody);
        await events.SendAsync("cart", id, options.Value.LiveRetry, json, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the cart for one shopper, who may lose it at any time.</summary>
    private sealed class Reader(CartSnapshot first, Shopper shopper, ICartStore carts)
    {
        private volatile bool _isSignedOut;

        public bool IsSignedOut
        {
            set => _isSignedOut = value;
        }

        // Returns what the shopper may see, null while the store does not answer, and whether nothing can follow.
        public async ValueTask<(CartSnapshot? Cart, bool IsOver)> LookAsync(CancellationToken cancellationToken)
        {
            try
            {
                var cart = first.Exists ? await carts.GetAsync(first.Id, cancellationToken).ConfigureAwait(false) : first;
                var isOpen = cart is { Exists: true, State: CartState.Open or CartState.CheckingOut } && shopper.MayOpen(cart) && !_isSignedOut;
                return (isOpen ? cart : CartSnapshot.Nothing(default, first.Currency), !isOpen);
            }
            catch (CartUnavailableException)
            {
                // Nobody can tell now whose cart it is, and a sign-out needs no store.
                return (_isSignedOut ? CartSnapshot.Nothing(default, first.Currency) : null, _isSignedOut);
            }
        }
    }
}
