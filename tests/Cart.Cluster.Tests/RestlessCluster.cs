using Cart.Engine;
using Cart.Faults;
using Cart.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Cluster.Tests;

/// <summary>The cluster of the tests that move its slots and kill its masters, one test after the other; each leaves it well.</summary>
public sealed class RestlessCluster : IAsyncLifetime
{
    /// <summary>The tests that have this cluster to themselves.</summary>
    public const string Name = "Restless cluster";

    /// <summary>After how long a silent node counts as dead.</summary>
    public static readonly TimeSpan NodeTimeout = TimeSpan.FromSeconds(2);

    private RedisCluster? _cluster;

    internal RedisCluster Cluster
    {
        get
        {
            Assert.SkipWhen(RedisNode.Missing is not null, RedisNode.Missing ?? "");
            return _cluster!;
        }
    }

    /// <summary>Connects as a host does.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync() =>
        await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(Cluster.ConnectionString));

    /// <summary>A store whose carts take any number of units.</summary>
    internal static RedisCartStore Store(IConnectionMultiplexer connection) =>
        new(RedisLink.Of(connection), Options.Create(new CartOptions { MaxQuantityPerItem = null }), TimeProvider.System, CartKeys.Default);

    public async ValueTask InitializeAsync()
    {
        if (RedisNode.Missing is null)
        {
            _cluster = await RedisCluster.StartAsync(NodeTimeout, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}

/// <summary>Names the collection of <see cref="RestlessCluster"/>.</summary>
[CollectionDefinition(RestlessCluster.Name)]
public sealed class RestlessClusterTests : ICollectionFixture<RestlessCluster>;
