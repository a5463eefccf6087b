using Testcontainers.PostgreSql;

namespace Cart.Testing;

/// <summary>The PostgreSQL that the tests of this process run on: the one that CART_TEST_POSTGRES names, or a container.</summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<string>> Server = new(
        () => GivenServer.OrContainerAsync("CART_TEST_POSTGRES", "PostgreSQL", "an Npgsql connection string", StartContainerAsync));

    /// <summary>Returns an Npgsql connection string of a user who may create schemas.</summary>
    public static Task<string> ConnectionStringAsync() => Server.Value;

    private static async Task<string> StartContainerAsync()
    {
        var container = new PostgreSqlBuilder("postgres:17-alpine").Build();
        await container.StartAsync();
        return container.GetConnectionString();
    }
}
