using Cart.Engine;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Hears of changes by the channels of Redis. A cart says in its header until when it is watched, and <see cref="RedisCartStore"/> tells of
/// the changes of such carts only.
/// </summary>
public sealed class RedisCartWatch : ICartWatch
{
    // A process that dies leaves carts marked for no longer than this.
    private static readonly TimeSpan Mark = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    private static readonly Asked Watching = Asked.Read("watch a cart");

    private readonly ScriptRunner _scripts;
    private readonly CartKeys _keys;
    private readonly TimeProvider _time;

    /// <summary>Initializes the watch on a connection that the caller owns.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">The limits and lifetimes of carts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keys">The keys of the shop; null for those with the default prefix.</param>
    public RedisCartWatch(IConnectionMultiplexer connection, IOptions<CartOptions> options, TimeProvider time, CartKeys? keys = null)
        : this(RedisLink.Of(connection), options, time, keys ?? CartKeys.Default)
    {
    }

    internal RedisCartWatch(RedisLink link, IOptions<CartOptions> options, TimeProvider time, CartKeys keys)
    {
        ArgumentNullException.ThrowIfNull(options);
        _keys = keys;
        _scripts = new ScriptRunner(link, options.Value);
        _time = time;
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> WatchAsync(CartId id, Action changed, CancellationToken cancellationToken = default)
    {
        var watch = new Watch(this, id, changed);
        try
        {
            await _scripts.AnswerAsync(watch.BeginAsync, Watching, cancellationToken).ConfigureAwait(false);
            return watch;
        }
        catch
        {
            // The subscription may come about yet, or when the server is back.
            await watch.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask NotifyAsync(CartId id, CancellationToken cancellationToken = default) => await _scripts.AnswerAsync(
        () => _scripts.Subscriber.PublishAsync(_keys.Changes(id), 0), Asked.Read("notify the watchers of a cart"), cancellationToken).ConfigureAwait(false);

    // All watches of one cart in a process share one subscription, which ends with the last of them.
    private sealed class Watch(RedisCartWatch owner, CartId id, Action changed) : IAsyncDisposable
    {
        private ITimer? _renewal;
        private volatile bool _isMarked;
        private bool _isBegun;

        public async Task<bool> BeginAsync()
        {
            _isBegun = true;
            await owner._scripts.Subscriber.SubscribeAsync(owner._keys.Changes(id), OnChanged).ConfigureAwait(false);
            await MarkAsync().ConfigureAwait(false);
            _renewal = owner._time.CreateTimer(_ => _ = TryMarkAsync(), null, Renewal, Renewal);
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
                await owner._scripts.Subscriber.UnsubscribeAsync(owner._keys.Changes(id), OnChanged, CommandFlags.FireAndForget).ConfigureAwait(false);
            }
        }

        // The first change brought the cart into being, perhaps anew: it has to be marked before whoever hears of it makes the next.
        private void OnChanged(RedisChannel channel, RedisValue version)
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
            var arguments = ScriptArguments.OfWatch(owner._time.GetUtcNow().ToUnixTimeSeconds(), Mark);
            var reply = (RedisResult[])(await owner._scripts
                .EvaluateAsync(CartScript.WatchCart, [owner._keys.Cart(id)], arguments).ConfigureAwait(false))!;
            _isMarked = (long)reply[1] > 0;
        }

        // While the server is away nothing is told, and the next renewal tries again.
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
