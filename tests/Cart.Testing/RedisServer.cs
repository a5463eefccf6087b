using DotNet.Testcontainers.Builders;
using Testcontainers.Redis;

namespace Cart.Testing;

/// <summary>The Redis that tests use: the one that CART_TEST_REDIS names, or else a container, one for each test process.</summary>
public static class RedisServer
{
    private const string Variable = "CART_TEST_REDIS";

    private static readonly Lazy<Task<string>> Server = new(StartAsync);

    /// <summary>Returns a configuration string of StackExchange.Redis.</summary>
    public static Task<string> ConnectionStringAsync() => Server.Value;

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
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
        catch (DockerUnavailableException unavailable)
        {
            throw new InvalidOperationException(
                "These tests need Redis, and Docker does not answer. "
                + $"Run ./test.sh, which starts a server, or set {Variable} to HOST:PORT.",
                unavailable);
        }
    }
}
