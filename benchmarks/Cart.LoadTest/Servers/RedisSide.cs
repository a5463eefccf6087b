using System.Globalization;
using System.Net;
using Cart.Redis;
using StackExchange.Redis;

namespace Cart.LoadTest;

/// <summary>One connection to Redis, as the engine makes its own, with the commands that measure the server.</summary>
internal sealed class RedisSide : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private RedisSide(ConnectionMultiplexer connection, ServerAddresses addresses) => (_connection, Addresses) = (connection, addresses);

    public ServerAddresses Addresses { get; }

    public IConnectionMultiplexer Connection => _connection;

    public IDatabase Database => _connection.GetDatabase();

    public EndPoint EndPoint => _connection.GetEndPoints()[0];

    private IServer Server => _connection.GetServer(EndPoint);

    /// <summary>Connects.</summary>
    /// <param name="addresses">Where Redis is.</param>
    /// <param name="database">The number of the database, which a server that keeps several of them has.</param>
    public static async Task<RedisSide> ConnectAsync(ServerAddresses addresses, int database = 0)
    {
        var options = RedisConnection.Configure(addresses.Redis);
        options.AllowAdmin = true;
        options.AbortOnConnectFail = true;
        options.DefaultDatabase = database;
        // A machine that is busy with other things is slow, not broken.
        options.AsyncTimeout = 30_000;
        options.SyncTimeout = 30_000;
        return new RedisSide(await ConnectionMultiplexer.ConnectAsync(options), addresses);
    }

    /// <summary>Measures how long the server itself works for an operation, in microseconds.</summary>
    /// <param name="commands">The commands that an operation sends; what scripts call inside counts with the script.</param>
    /// <param name="operations">How many operations the load has.</param>
    /// <param name="load">The load.</param>
    public async Task<double> ServerCostAsync(IReadOnlySet<string> commands, int operations, Func<Task> load)
    {
        await Server.ConfigResetStatisticsAsync();
        await load();
        var statistics = await Server.InfoRawAsync("commandstats") ?? "";
        return CommandStatistics.Microseconds(statistics, commands) / operations;
    }

    /// <summary>The bytes that a key takes, with its name and all that the server keeps about it.</summary>
    public async Task<long> BytesOfAsync(RedisKey key) => (long)await Database.ExecuteAsync("MEMORY", "USAGE", key, "SAMPLES", "0");

    public async Task<long> UsedMemoryAsync()
    {
        var memory = await Server.InfoAsync("memory");
        return long.Parse(memory.SelectMany(static section => section).First(static pair => pair.Key == "used_memory").Value, CultureInfo.InvariantCulture);
    }

    public async Task<string> VersionAsync()
    {
        var about = await Server.InfoAsync("server");
        return about.SelectMany(static section => section).First(static pair => pair.Key == "redis_version").Value;
    }

    public async Task RemoveAsync(IEnumerable<RedisKey> keys)
    {
        foreach (var some in keys.Chunk(5_000))
        {
            await Database.KeyDeleteAsync(some);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
