using Testcontainers.Redis;

namespace Cart.Testing;

/// <summary>The Redis that the tests of this process run on: the one that CART_TEST_REDIS names, or a container.</summary>
public static class RedisServer
{
    private static readonly Lazy<Task<string>> Server = new(
        () => GivenServer.OrContainerAsync("CART_TEST_REDIS", "Redis", "host:port", StartContainerAsync));

    /// <summary>Returns a connection string of StackExchange.Redis.</summary>
    public static Task<string> ConnectionStringAsync() => Server.Value;

    private static async Task<string> StartContainerAsync()
    {
        var container = new RedisBuilder("redis:7-alpine").Build();
        await container.StartAsync();
        return container.GetConnectionString();
    }
}
