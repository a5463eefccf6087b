using Cart.Faults;
using Npgsql;
using StackExchange.Redis;

namespace Cart.LoadTest;

/// <summary>The servers of a run: those that were named, or else some of its own, which end with it.</summary>
internal sealed class BenchServers : IAsyncDisposable
{
    private readonly RedisProcess? _redis;
    private readonly PostgresProcess? _postgres;

    private BenchServers(ServerAddresses addresses, RedisProcess? redis, PostgresProcess? postgres) =>
        (Addresses, _redis, _postgres) = (addresses, redis, postgres);

    public ServerAddresses Addresses { get; }

    /// <summary>Takes the servers that are named, by an option or by the environment, and starts those that are not.</summary>
    /// <param name="redis">A connection string of StackExchange.Redis, or null.</param>
    /// <param name="postgres">A connection string of Npgsql, or null.</param>
    /// <param name="needsPostgres">Whether the run needs PostgreSQL at all.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="MissingServerException">A server is neither named nor installed.</exception>
    public static async Task<BenchServers> OpenAsync(string? redis, string? postgres, bool needsPostgres, CancellationToken cancellationToken)
    {
        redis ??= Environment.GetEnvironmentVariable("CART_TEST_REDIS");
        postgres ??= Environment.GetEnvironmentVariable("CART_TEST_POSTGRES");
        if (redis is null && !RedisProcess.IsInstalled)
        {
            throw new MissingServerException("redis-server", "--redis HOST:PORT", "CART_TEST_REDIS");
        }

        if (needsPostgres && postgres is null && !PostgresProcess.IsInstalled)
        {
            throw new MissingServerException("postgresql", "--postgres 'Host=…;Username=…'", "CART_TEST_POSTGRES");
        }

        var ownRedis = redis is null ? await StartRedisAsync(cancellationToken) : null;
        var ownPostgres = needsPostgres && postgres is null ? await StartPostgresAsync(ownRedis, cancellationToken) : null;
        var addresses = new ServerAddresses(redis ?? $"127.0.0.1:{ownRedis!.Port}", needsPostgres ? postgres ?? ownPostgres!.ConnectionString : null);
        return new BenchServers(addresses, ownRedis, ownPostgres);
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        if (_postgres is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await _postgres.DisposeAsync();
        }
    }

    // The fault tests want every command on disk; here Redis keeps no file, as the figures of others were measured.
    private static async Task<RedisProcess> StartRedisAsync(CancellationToken cancellationToken)
    {
        var redis = await RedisProcess.StartAsync("no", cancellationToken);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await connection.GetServer("127.0.0.1", redis.Port).ConfigSetAsync("appendonly", "no");
        return redis;
    }

    private static async Task<PostgresProcess> StartPostgresAsync(RedisProcess? redis, CancellationToken cancellationToken)
    {
        try
        {
            var postgres = await PostgresProcess.StartAsync(cancellationToken);
            await using (var source = NpgsqlDataSource.Create(postgres.ConnectionString + ";Pooling=false"))
            await using (var more = source.CreateCommand("ALTER SYSTEM SET max_connections = 200"))
            {
                await more.ExecuteNonQueryAsync(cancellationToken);
            }

            await postgres.RestartImmediatelyAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await (redis?.DisposeAsync() ?? default);
            throw;
        }
    }
}
