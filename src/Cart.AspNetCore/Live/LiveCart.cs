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

    // A store that did not answer is asked again this soon: the hint that was for this read does not come again.
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    // The client then connects again and is authenticated again: a user who was locked out, or whose login has expired, is noticed.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Sends the cart as it is, unless the client knows that, and again after each change, until the cart ends, the shopper may not open
    /// it any more, or the client goes. A client that then connects again finds the next cart.
    /// </summary>
    /// <remarks>The cart and the shopper are as they were when the stream began; version 0 means that the shopper has no cart.</remarks>
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

        // The client sees that the stream is there with its first event.
        await events.PingAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var isWatched = await watches.TryBeginAsync(cancellationToken).ConfigureAwait(false);

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

    /// <summary>The watches of one stream. While the store is away there is nothing to tell; they begin when it is back.</summary>
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
