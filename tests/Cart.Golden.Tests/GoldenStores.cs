using Cart.Embedded;
using Cart.Engine;
using Cart.Faults;
using Cart.Persistence;
using Cart.Redis;
using Cart.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Cart.Golden.Tests;

/// <summary>The stores that a case runs on: carts, users' carts and the gate, orders and discounts; null for those in memory.</summary>
internal sealed record GoldenStores(
    Func<IOptions<CartOptions>, TimeProvider, (ICartStore Carts, IUserCarts Users, IDiscountGate Gate)>? Carts,
    Func<(IOrderStore Orders, IDiscountStore Discounts)>? Orders)
{
    public static GoldenStores InMemory { get; } = new(null, null);

    public static (ICartStore Carts, IUserCarts Users, IDiscountGate Gate) OnRedis(
        IConnectionMultiplexer redis, IOptions<CartOptions> options, TimeProvider time) =>
        (
            new RestartingCartStore(() => new RedisCartStore(RedisLink.Of(redis), options, time, CartKeys.Default)),
            new RedisUserCarts(RedisLink.Of(redis), options, CartKeys.Default),
            new RedisDiscountGate(RedisLink.Of(redis), CartKeys.Default));
}

/// <summary>The embedded server and an order file, for the tests of a class.</summary>
public sealed class EmbeddedStores : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private EmbeddedCartServer? _server;
    private IConnectionMultiplexer _redis = null!;
    private SqliteOrderStore? _orders;
    private SqliteDiscountStore? _discounts;

    internal GoldenStores Stores => new((options, time) => GoldenStores.OnRedis(_redis, options, time), () => (_orders!, _discounts!));

    public async ValueTask InitializeAsync()
    {
        _server = EmbeddedCartServer.Start(_directory.Path);
        _redis = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(_server.ConnectionString));
        var file = Path.Combine(_directory.Path, "orders.db");
        (_orders, _discounts) = (new SqliteOrderStore(file, TimeProvider.System), new SqliteDiscountStore(file));
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _orders?.Dispose();
        _discounts?.Dispose();
        _server?.Dispose();
        _directory.Dispose();
    }
}

/// <summary>Redis and a schema of PostgreSQL, for the tests of a class.</summary>
public sealed class ServerStores : IAsyncLifetime
{
    private readonly Func<Task<string>> _startRedis;
    private readonly string _schema = "t_" + Guid.NewGuid().ToString("N");
    private string _postgres = "";
    private IConnectionMultiplexer _redis = null!;
    private PostgresOrderStore? _orders;
    private PostgresDiscountStore? _discounts;

    public ServerStores()
        : this(RedisServer.ConnectionStringAsync)
    {
    }

    internal ServerStores(Func<Task<string>> startRedis) => _startRedis = startRedis;

    internal GoldenStores Stores => new((options, time) => GoldenStores.OnRedis(_redis, options, time), () => (_orders!, _discounts!));

    public async ValueTask InitializeAsync()
    {
        _redis = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(await _startRedis()));
        _postgres = await PostgresServer.ConnectionStringAsync();
        var options = Options.Create(new PostgresOptions { ConnectionString = _postgres, Schema = _schema });
        await new PostgresMigrations(options, NullLogger<PostgresMigrations>.Instance).ApplyAsync();
        (_orders, _discounts) = (new PostgresOrderStore(options), new PostgresDiscountStore(options));
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _orders?.Dispose();
        _discounts?.Dispose();
        await using var source = NpgsqlDataSource.Create(_postgres);
        await using var drop = source.CreateCommand($"""DROP SCHEMA IF EXISTS "{_schema}" CASCADE""");
        await drop.ExecuteNonQueryAsync();
    }
}

/// <summary>A cluster of Redis and a schema of PostgreSQL, for the tests of a class.</summary>
public sealed class ClusterStores : IAsyncLifetime
{
    private readonly ServerStores _servers;
    private RedisCluster? _cluster;

    public ClusterStores() => _servers = new ServerStores(async () =>
    {
        _cluster = await RedisCluster.StartAsync(RedisCluster.CalmTimeout, TestContext.Current.CancellationToken);
        return _cluster.ConnectionString;
    });

    internal GoldenStores Stores
    {
        get
        {
            Assert.SkipWhen(RedisNode.Missing is not null, RedisNode.Missing ?? "");
            return _servers.Stores;
        }
    }

    public ValueTask InitializeAsync() => RedisNode.Missing is null ? _servers.InitializeAsync() : ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _servers.DisposeAsync();
            await _cluster.DisposeAsync();
        }
    }
}
