using Cart.Testing;
using StackExchange.Redis;

namespace Cart.Redis.Tests;

/// <summary>The one connection that the tests of this project share.</summary>
internal static class TestRedis
{
    private static readonly Lazy<Task<IConnectionMultiplexer>> Connection = new(async () =>
        await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(await RedisServer.ConnectionStringAsync())));

    public static Task<IConnectionMultiplexer> ConnectionAsync() => Connection.Value;
}
