using Cart.Redis;
using Npgsql;
using StackExchange.Redis;

namespace Cart.Cli;

/// <summary>Where the carts and the orders are.</summary>
/// <param name="Redis">The connection string of a Redis; null for the embedded server.</param>
/// <param name="Postgres">The connection string of a PostgreSQL; null for the embedded file.</param>
/// <param name="DataDirectory">Where the embedded stores keep their files.</param>
internal sealed record StoreSettings(string? Redis, string? Postgres, string DataDirectory)
{
    /// <summary>Gets what all keys of the shop begin with in Redis; null for the usual prefix.</summary>
    public string? Prefix { get; init; }

    /// <summary>Gets the schema of the tables in PostgreSQL; null for the usual one.</summary>
    public string? Schema { get; init; }

    /// <summary>Gets the currency of the shop, in which amounts are.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Gets whether any store was named, on the command line or in the environment.</summary>
    public bool IsNamed { get; init; } = true;

    /// <summary>Where the carts are, in words and without passwords.</summary>
    public string Carts => Redis is null
        ? $"the embedded server, under {DataDirectory}"
        : $"Redis at {EndPointCollection.ToString(RedisConnection.Configure(Redis).EndPoints[0])}";

    /// <summary>Where the orders are, in words and without passwords.</summary>
    public string Orders => Postgres is null ? $"the embedded database, under {DataDirectory}" : DescribePostgres(new(Postgres));

    private static string DescribePostgres(NpgsqlConnectionStringBuilder settings) =>
        $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}";
}
