using Cart.Faults;

namespace Cart.Cluster.Tests;

/// <summary>A master, its replica and their sentinels, for one test after the other; each leaves them well.</summary>
public sealed class SentinelServers : IAsyncLifetime
{
    /// <summary>The tests that have these servers to themselves.</summary>
    public const string Name = "Sentinels";

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

/// <summary>Names the collection of <see cref="SentinelServers"/>.</summary>
[CollectionDefinition(SentinelServers.Name)]
public sealed class SentinelServersTests : ICollectionFixture<SentinelServers>;
