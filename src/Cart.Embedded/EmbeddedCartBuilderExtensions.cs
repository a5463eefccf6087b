using Cart.Embedded;
using Cart.Engine;
using Cart.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the stores that need nothing installed.</summary>
public static class EmbeddedCartBuilderExtensions
{
    /// <summary>Keeps carts and orders in files below a directory, with nothing to install.</summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="dataDirectory">The directory; it is made if it is missing. One process at a time can use it.</param>
    public static CartBuilder UseEmbedded(this CartBuilder builder, string dataDirectory) =>
        builder.UseEmbeddedCarts(dataDirectory).UseEmbeddedOrders(dataDirectory);

    /// <summary>Keeps orders, discounts and the trail of operators in one SQLite file, <c>orders.db</c>, below a directory.</summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="dataDirectory">The directory; it is made if it is missing. Several processes may share the file.</param>
    public static CartBuilder UseEmbeddedOrders(this CartBuilder builder, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        builder.Services.TryAddSingleton(services =>
            new SqliteOrderStore(Path.Combine(dataDirectory, "orders.db"), services.GetRequiredService<TimeProvider>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IDiscountStore>(
            _ => new SqliteDiscountStore(Path.Combine(dataDirectory, "orders.db"))));
        builder.Services.Replace(ServiceDescriptor.Singleton<IAdminAudit>(services =>
            new SqliteAdminAudit(Path.Combine(dataDirectory, "orders.db"), services.GetRequiredService<TimeProvider>())));
        return builder.CheckDisk(dataDirectory).UseOrders<SqliteOrderStore>();
    }

    /// <summary>Keeps carts in a Redis-protocol server inside the process, on files below a directory of this process alone.</summary>
    public static CartBuilder UseEmbeddedCarts(this CartBuilder builder, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        builder.Services.AddSingleton(_ => EmbeddedCartServer.Start(dataDirectory));
        builder.CheckDisk(dataDirectory);
        return builder.UseRedis(static services =>
            ConnectionMultiplexer.Connect(RedisConnection.Configure(services.GetRequiredService<EmbeddedCartServer>().ConnectionString)));
    }

    private static CartBuilder CheckDisk(this CartBuilder builder, string dataDirectory)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreCheck, EmbeddedDiskCheck>(_ => new EmbeddedDiskCheck(dataDirectory)));
        return builder;
    }
}
