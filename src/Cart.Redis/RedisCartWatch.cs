using Cart.Engine;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Subscribes to changes by Redis channels. A cart's header says until when it is watched, and <see cref="RedisCartStore"/> publishes changes of
/// watched carts only.
/// </summary>
internal sealed class RedisCartWatch(RedisLink link, IOptions<CartOptions> options, TimeProvider time, CartKeys keys) : ICartWatch
{
    // After a process dies, its carts stay marked for at most this long.
    private static readonly TimeSpan Mark = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    private static readonly Asked Watching = Asked.Read("watch a cart");

    private readonly ScriptRunner _scripts = new(link, options.Value);

    // The client ends a channel in two steps. A subscription that begins between them would be lost.
    private readonly Lock _joining = new();

    public async ValueTask<IAsyncDisposable> WatchAsync(CartId id, Action changed, CancellationToken cancellationToken = default)
    {
        var watch = new Watch(_scripts, _joining, time, keys.Cart(id), keys.Changes(id), changed);
        try
        {
            await _scripts.AnswerAsync(watch.BeginAsync, Watching, cancellationToken).ConfigureAwait(false);
            return watch;
        }
        catch
        {
            // The subscription may still succeed, or succeed when the server is back.
            await watch.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask NotifyAsync(CartId id, CancellationToken cancellationToken = default) => await _scripts.AnswerAsync(
        () => _scripts.Subscriber.PublishAsync(keys.Changes(id), 0), Asked.Read("notify the watchers of a cart"), cancellationToken).ConfigureAwait(false);

    // All watches of one cart in a process share one subscription, which ends with the last of them.
    private sealed class Watch(
        ScriptRunner scripts, Lock joining, TimeProvider time, RedisKey cart, RedisChannel channel, Action changed) : IAsyncDisposable
    {
        private ITimer? _renewal;
        private volatile bool _isMarked;
        private bool _isBegun;

        public async Task<bool> BeginAsync()
        {
            _isBegun = true;
            await JoinAsync().ConfigureAwait(false);
            await MarkAsync().ConfigureAwait(false);
            _renewal = time.CreateTimer(_ => _ = TryMarkAsync(), null, Renewal, Renewal);
            return true;
        }

        public async ValueTask DisposeAsync()
        {
            if (_renewal is { } renewal)
            {
                await renewal.DisposeAsync().ConfigureAwait(false);
            }

            if (_isBegun)
            {
                await LeaveAsync().ConfigureAwait(false);
            }
        }

        private Task JoinAsync()
        {
            lock (joining)
            {
                return scripts.Subscriber.SubscribeAsync(channel, OnChanged);
            }
        }

        private Task LeaveAsync()
        {
            lock (joining)
            {
                return scripts.Subscriber.UnsubscribeAsync(channel, OnChanged, CommandFlags.FireAndForget);
            }
        }

        // The first change created the cart, perhaps again. Mark it before its subscribers make the next change.
        private void OnChanged(RedisChannel where, RedisValue version)
        {
            if (_isMarked && version != 1)
            {
                changed();
            }
            else
            {
                _ = MarkAndTellAsync();
            }
        }

        private async Task MarkAndTellAsync()
        {
            await TryMarkAsync().ConfigureAwait(false);
            changed();
        }

        private async Task MarkAsync()
        {
            var now = time.GetUtcNow();
            RedisValue[] arguments = [ScriptCalls.TermsAt(now), (now + Mark).ToUnixTimeSeconds()];
            var reply = (RedisResult[])(await scripts
                .EvaluateAsync(CartScript.WatchCart, [cart], arguments).ConfigureAwait(false))!;
            _isMarked = (long)reply[1] > 0;
        }

        // While the server is unavailable nothing is published. The next renewal tries again.
        private async Task TryMarkAsync()
        {
            try
            {
                await MarkAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (RedisFaults.TryExplain(exception, Watching, out _))
            {
                _isMarked = false;
            }
        }
    }
}
