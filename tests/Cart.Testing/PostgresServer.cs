using DotNet.Testcontainers.Builders;
using Testcontainers.PostgreSql;

namespace Cart.Testing;

/// <summary>The PostgreSQL that tests use: the one that CART_TEST_POSTGRES names, or else a container, one for each test process.</summary>
public static class PostgresServer
{
    private const string Variable = "CART_TEST_POSTGRES";

    private static readonly Lazy<Task<string>> Server = new(StartAsync);

    /// <summary>Returns an Npgsql connection string of a user who may create schemas.</summary>
    public static Task<string> ConnectionStringAsync() => Server.Value;

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return given;
        }

        try
        {
            var container = new PostgreSqlBuilder("postgres:17-alpine").Build();
            await container.StartAsync();
            return container.GetConnectionString();
        }
        catch (DockerUnavailableException unavailable)
        {
            throw new InvalidOperationException(
                "These tests need PostgreSQL, and Docker does not answer. "
                + $"Run ./test.sh, which starts a server, or set {Variable} to an Npgsql connection string.",
                unavailable);
        }
    }
}
