using StackExchange.Redis;

namespace Cart.Faults;

/// <summary>The servers of the fault tests, which can be killed, and the proxies in front of them.</summary>
internal sealed class FaultServers : IAsyncDisposable
{
    private FaultServers(RedisProcess redis, PostgresProcess postgres, RedisCluster? cluster)
    {
        (Redis, Postgres, Cluster) = (redis, postgres, cluster);
        RedisProxy = TcpProxy.Start(redis.Port);
        PostgresProxy = TcpProxy.Start(postgres.Port);
    }

    /// <summary>Why these tests cannot run on this machine; null if they can.</summary>
    public static string? Missing => RedisProcess.IsInstalled && PostgresProcess.IsInstalled
        ? null
        : "The fault tests kill servers, so they need redis-server and PostgreSQL as programs of this machine: apt-get install redis-server postgresql.";

    /// <summary>The Redis that holds the carts now.</summary>
    public RedisProcess Redis { get; private set; }

    public PostgresProcess Postgres { get; }

    /// <summary>The cluster that holds the carts instead, whose masters can be killed; null for the one Redis.</summary>
    public RedisCluster? Cluster { get; }

    public TcpProxy RedisProxy { get; }

    public TcpProxy PostgresProxy { get; }

    /// <summary>Starts the servers.</summary>
    /// <param name="cancellationToken">Gives up, and stops what was started.</param>
    /// <param name="cluster">A cluster for the carts, which its owner stops.</param>
    public static async Task<FaultServers> StartAsync(CancellationToken cancellationToken, RedisCluster? cluster = null)
    {
        var redis = await RedisProcess.StartAsync(cancellationToken);
        try
        {
            return new FaultServers(redis, await PostgresProcess.StartAsync(cancellationToken), cluster);
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>How a worker reaches the servers: through the proxies, but for a cluster, whose nodes tell their own addresses.</summary>
    public WorkSettings SettingsFor(string schema, string log, int seed, int callers = 12) => new(
        Cluster?.ConnectionString ?? $"127.0.0.1:{RedisProxy.Port}",
        $"Host=127.0.0.1;Port={PostgresProxy.Port};Username=postgres;Database=postgres;Maximum Pool Size=20",
        schema,
        log,
        seed,
        callers);

    /// <summary>How to reach them without the proxies.</summary>
    public WorkSettings Direct(WorkSettings settings) => settings with
    {
        Redis = Cluster?.ConnectionString ?? $"127.0.0.1:{Redis.Port}",
        Postgres = Postgres.ConnectionString,
    };

    public async Task EmptyRedisAsync()
    {
        if (Cluster is not null)
        {
            await Cluster.EmptyAsync();
            return;
        }

        await using var redis = await ConnectionMultiplexer.ConnectAsync(Redis.ConnectionString);
        await redis.GetServers()[0].FlushAllDatabasesAsync();
    }

    /// <summary>Lets a replica that has fallen behind take the place of the primary.</summary>
    public async Task FailOverAsync(TimeSpan behind, CancellationToken cancellationToken)
    {
        var replica = await RedisProcess.StartReplicaOfAsync(Redis, cancellationToken);
        await replica.DetachAsync(cancellationToken);
        await Task.Delay(behind, cancellationToken);
        var old = Redis;
        Redis = replica;
        RedisProxy.Target = replica.Port;
        await old.KillAsync(cancellationToken);
        RedisProxy.CutAll();
        await old.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await RedisProxy.DisposeAsync();
        await PostgresProxy.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
