using Cart.Faults;

namespace Cart.Cluster.Tests;

/// <summary>A master, its replica and their sentinels, for the tests of a class.</summary>
public sealed class SentinelServers : IAsyncLifetime
{
    private RedisSentinel? _sentinel;

    internal RedisSentinel Sentinel
    {
        get
        {
            Assert.SkipWhen(RedisNode.Missing is not null, RedisNode.Missing ?? "");
            return _sentinel!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (RedisNode.Missing is null)
        {
            _sentinel = await RedisSentinel.StartAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_sentinel is not null)
        {
            await _sentinel.DisposeAsync();
        }
    }
}
