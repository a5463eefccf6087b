using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Sends a cart, and again after each change, as long as the shopper may open it.</summary>
internal sealed class LiveCart(
    IServiceScopeFactory scopes, ICartStore carts, ICartWatch watch, IOptions<CartHttpOptions> options, TimeProvider time)
{
    // Notifications can be lost, so the cart is also read at this interval. Writing also detects a disconnected client.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    // Retry delay after a store failure. The notification for this read is not repeated.
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    // The client then reconnects and is authenticated again, which detects a locked user or an expired login.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Sends the cart, unless the client has that version, and again after each change, until the cart ends, the shopper may no longer open it, or
    /// the client disconnects. A client that reconnects finds the next cart.
    /// </summary>
    /// <remarks>Cart and shopper are those at the start of the stream. Version 0 means that the shopper has no cart.</remarks>
    public async Task FollowAsync(
        LiveEvents events, CartSnapshot cart, Shopper shopper, long? known, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var reader = new Reader(cart, shopper, carts);
        await using var watches = new Watches(watch);
        if (cart.Exists)
        {
            watches.Add(cart.Id, () => hints.Writer.TryWrite(true));
        }

        if (cart.Exists && shopper.UserId is { } user)
        {
            watches.Add(SignOutNotices.TopicOf(user), () =>
            {
                reader.IsSignedOut = true;
                hints.Writer.TryWrite(true);
            });
        }

        // The first event shows the client that the stream is open.
        await events.PingAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var isWatched = await watches.TryBeginAsync(cancellationToken).ConfigureAwait(false);

            // Read again each time: the cart may have changed before the subscription, and may have another owner now.
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

            var patience = isWatched && look.Cart is not null ? Heartbeat : Retry;
            if (!await IsHintedAsync(hints.Reader, patience, cancellationToken).ConfigureAwait(false))
            {
                await events.PingAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> IsHintedAsync(ChannelReader<bool> hints, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            return await hints.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // The host's catalog and calculators may be scoped to a request, so a stream creates new ones for each event.
    private async ValueTask SendAsync(LiveEvents events, CartSnapshot cart, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var presenter = scope.ServiceProvider.GetRequiredService<CartPresenter>();
        var body = await presenter.CartAsync(cart, cancellationToken).ConfigureAwait(false);
        var id = cart.Version.ToString(CultureInfo.InvariantCulture);
        var json = JsonSerializer.SerializeToUtf8Bytes(body, ResponseJsonContext.Relaxed.CartBody);
        await events.SendAsync("cart", id, options.Value.LiveRetry, json, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Holds the subscriptions of one stream. They start when the store is available.</summary>
    private sealed class Watches(ICartWatch watch) : IAsyncDisposable
    {
        private readonly Queue<(CartId Id, Action Changed)> _missing = [];
        private readonly List<IAsyncDisposable> _begun = [];

        public void Add(CartId id, Action changed) => _missing.Enqueue((id, changed));

        public async ValueTask<bool> TryBeginAsync(CancellationToken cancellationToken)
        {
            try
            {
                while (_missing.TryPeek(out var next))
                {
                    _begun.Add(await watch.WatchAsync(next.Id, next.Changed, cancellationToken).ConfigureAwait(false));
                    _missing.Dequeue();
                }

                return true;
            }
            catch (CartUnavailableException)
            {
                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var begun in _begun)
            {
                await begun.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the cart for one shopper, who may lose access at any time.</summary>
    private sealed class Reader(CartSnapshot first, Shopper shopper, ICartStore carts)
    {
        private volatile bool _isSignedOut;

        public bool IsSignedOut
        {
            set => _isSignedOut = value;
        }

        // Returns the cart that the shopper may see, null if the store does not answer, and whether the stream is over.
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
                // The owner is unknown while the store fails, but a sign-out needs no store.
                return (_isSignedOut ? CartSnapshot.Nothing(default, first.Currency) : null, _isSignedOut);
            }
        }
    }
}
