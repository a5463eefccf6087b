using Cart.Faults;
using Cart.Redis;
using StackExchange.Redis;

[assembly: AssemblyFixture(typeof(Cart.Cluster.Tests.CalmCluster))]

namespace Cart.Cluster.Tests;

/// <summary>The cluster of all tests that break nothing. It starts when the first of them asks for it.</summary>
public sealed class CalmCluster : IAsyncDisposable
{
    private readonly Lazy<Task<RedisCluster>> _cluster = new(
        static () => RedisCluster.StartAsync(RedisCluster.CalmTimeout, TestContext.Current.CancellationToken));

    private readonly Lazy<Task<IConnectionMultiplexer>> _connection;

    public CalmCluster() => _connection = new(async () =>
        await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure((await ClusterAsync()).ConnectionString)));

    /// <summary>The connection that the tests share, made as a host makes it.</summary>
    public Task<IConnectionMultiplexer> ConnectionAsync()
    {
        Assert.SkipWhen(RedisNode.Missing is not null, RedisNode.Missing ?? "");
        return _connection.Value;
    }

    internal Task<RedisCluster> ClusterAsync()
    {
        Assert.SkipWhen(RedisNode.Missing is not null, RedisNode.Missing ?? "");
        return _cluster.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated)
        {
            await (await _connection.Value).DisposeAsync();
        }

        if (_cluster.IsValueCreated)
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }
}
