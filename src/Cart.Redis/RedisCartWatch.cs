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

    private readonly ScriptRunner _scripts;
    private readonly ISubscriber _subscriber;
    private readonly TimeProvider _time;

    /// <summary>Makes the watch on a connection that the caller owns.</summary>
    public RedisCartWatch(IConnectionMultiplexer connection, IOptions<CartOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        _scripts = new ScriptRunner(connection.GetDatabase(), options.Value);
        _subscriber = connection.GetSubscriber();
        _time = time;
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> WatchAsync(CartId id, Action changed, CancellationToken cancellationToken = default)
    {
        var watch = new Watch(this, id, changed);
        try
        {
            await _scripts.AnswerAsync(watch.BeginAsync, "watch a cart", cancellationToken).ConfigureAwait(false);
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
        () => _subscriber.PublishAsync(CartKeys.Changes(id), 0), "notify the watchers of a cart", cancellationToken).ConfigureAwait(false);

    // All watches of one cart in a process share one subscription, which ends with the last of them.
    private sealed class Watch(RedisCartWatch owner, CartId id, Action changed) : IAsyncDisposable
    {
        private ITimer? _renewal;
        private volatile bool _isMarked;

        public async Task<bool> BeginAsync()
        {
            await owner._subscriber.SubscribeAsync(CartKeys.Changes(id), OnChanged).ConfigureAwait(false);
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

            await owner._subscriber.UnsubscribeAsync(CartKeys.Changes(id), OnChanged, CommandFlags.FireAndForget).ConfigureAwait(false);
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
                .EvaluateAsync(CartScript.WatchCart, [CartKeys.Cart(id)], arguments).ConfigureAwait(false))!;
            _isMarked = (long)reply[1] > 0;
        }

        // While the server is away nothing is told, and the next renewal tries again.
        private async Task TryMarkAsync()
        {
            try
            {
                await MarkAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (RedisFaults.TryExplain(exception, "watch a cart", out _))
            {
                _isMarked = false;
            }
        }
    }
}
