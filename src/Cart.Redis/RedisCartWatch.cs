using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Hears of changes by the channels of Redis, which <see cref="RedisCartStore"/> tells of every change.</summary>
public sealed class RedisCartWatch : ICartWatch
{
    private readonly ISubscriber _subscriber;
    private readonly ScriptRunner _scripts;

    /// <summary>Makes the watch on a connection that the caller owns.</summary>
    public RedisCartWatch(IConnectionMultiplexer connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _subscriber = connection.GetSubscriber();
        _scripts = new ScriptRunner(connection.GetDatabase());
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> WatchAsync(CartId id, Action changed, CancellationToken cancellationToken = default)
    {
        var watch = new Watch(_subscriber, CartKeys.Changes(id), (_, _) => changed());
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

    // All watches of one cart in a process share one subscription, which ends with the last of them.
    private sealed class Watch(ISubscriber subscriber, RedisChannel channel, Action<RedisChannel, RedisValue> changed) : IAsyncDisposable
    {
        public async Task<bool> BeginAsync()
        {
            await subscriber.SubscribeAsync(channel, changed).ConfigureAwait(false);
            return true;
        }

        public async ValueTask DisposeAsync() =>
            await subscriber.UnsubscribeAsync(channel, changed, CommandFlags.FireAndForget).ConfigureAwait(false);
    }
}
