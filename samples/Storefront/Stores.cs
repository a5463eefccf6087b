using Cart.Engine;

namespace Storefront;

/// <summary>Represents the stores of this shop: its own files, unless a connection string names a server.</summary>
/// <param name="DataDirectory">The directory of the shop's own files.</param>
/// <param name="KeyDirectory">The directory of the keys of its cookies.</param>
/// <param name="Redis">The connection string of Redis; null keeps carts in files.</param>
/// <param name="Postgres">The connection string of PostgreSQL; null keeps orders in a file.</param>
internal sealed record Stores(string DataDirectory, string KeyDirectory, string? Redis, string? Postgres)
{
    /// <summary>Gets the store of the carts, for people; never the connection string, which may hold a password.</summary>
    public string Carts => Redis is null ? $"embedded, {DataDirectory}" : "Redis (ConnectionStrings:Redis)";

    /// <summary>Gets the store of the orders, for people.</summary>
    public string Orders => Postgres is null ? $"embedded, {DataDirectory}" : "PostgreSQL (ConnectionStrings:Postgres)";

    /// <summary>Reads the stores from <c>ConnectionStrings:Redis</c> and <c>ConnectionStrings:Postgres</c>, each independently.</summary>
    public static Stores From(IConfiguration configuration, IHostEnvironment environment) => new(
        Path.Combine(environment.ContentRootPath, "data"),
        NotEmpty(configuration["DataProtection:KeyDirectory"]) ?? Path.Combine(environment.ContentRootPath, "data", "keys"),
        NotEmpty(configuration.GetConnectionString("Redis")),
        NotEmpty(configuration.GetConnectionString("Postgres")));

    /// <summary>Registers the stores.</summary>
    public CartBuilder AddTo(CartBuilder builder)
    {
        builder = Redis is null ? builder.UseEmbeddedCarts(DataDirectory) : builder.UseRedis(Redis);
        return Postgres is null ? builder.UseEmbeddedOrders(DataDirectory) : builder.UsePostgres(Postgres);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
