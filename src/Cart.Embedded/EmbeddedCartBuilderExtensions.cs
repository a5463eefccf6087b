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
        return builder.ReplaceOrderStore(orders =>
        {
            var file = Path.Combine(dataDirectory, "orders.db");
            orders.TryAddSingleton(services => new SqliteOrderStore(file, services.GetRequiredService<TimeProvider>()));
            orders.Replace(ServiceDescriptor.Singleton<IDiscountStore>(_ => new SqliteDiscountStore(file)));
            orders.Replace(ServiceDescriptor.Singleton<IAdminAudit>(
                services => new SqliteAdminAudit(file, services.GetRequiredService<TimeProvider>())));
            CheckDisk(orders, dataDirectory);
            builder.UseOrders<SqliteOrderStore>();
        });
    }

    /// <summary>Keeps carts in a Redis-protocol server inside the process, on files below a directory of this process alone.</summary>
    public static CartBuilder UseEmbeddedCarts(this CartBuilder builder, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        return builder.ReplaceCartStore(carts =>
        {
            carts.AddSingleton(_ => EmbeddedCartServer.Start(dataDirectory));
            CheckDisk(carts, dataDirectory);
            builder.UseRedis(static services =>
                ConnectionMultiplexer.Connect(RedisConnection.Configure(services.GetRequiredService<EmbeddedCartServer>().ConnectionString)));
        });
    }

    // Carts and orders may have directories of their own. Where they share one, both checks find the same, which is told once.
    private static void CheckDisk(IServiceCollection services, string dataDirectory) =>
        services.AddSingleton<IStoreCheck>(_ => new EmbeddedDiskCheck(dataDirectory));
}
