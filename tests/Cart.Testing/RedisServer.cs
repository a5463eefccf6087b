using Testcontainers.Redis;

namespace Cart.Testing;

/// <summary>The Redis that the tests of this process run on: the one given by CART_TEST_REDIS, or a container.</summary>
public static class RedisServer
{
    private static readonly Lazy<Task<string>> Server = new(StartAsync);

    /// <summary>Returns a connection string of StackExchange.Redis.</summary>
    public static Task<string> ConnectionStringAsync() => Server.Value;

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("CART_TEST_REDIS") is { Length: > 0 } given)
        {
            return given;
        }

        try
        {
            // Testcontainers removes the container when this process has ended.
            var container = new RedisBuilder("redis:7-alpine").Build();
            await container.StartAsync();
            return container.GetConnectionString();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                "These tests need a Redis. Run ./test.sh, which starts one, or set CART_TEST_REDIS to host:port.", exception);
        }
    }
}
