using Cart.Embedded;
using Cart.Engine;
using Cart.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the embedded stores, which need no other software.</summary>
public static class EmbeddedCartBuilderExtensions
{
    /// <summary>Keeps carts and orders in files below a directory, without other software.</summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="dataDirectory">The directory, which is created if it is missing. One process at a time can use it.</param>
    public static CartBuilder UseEmbedded(this CartBuilder builder, string dataDirectory) =>
        builder.UseEmbeddedCarts(dataDirectory).UseEmbeddedOrders(dataDirectory);

    /// <summary>Keeps orders, discounts and the audit log in one SQLite file, <c>orders.db</c>, below a directory.</summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="dataDirectory">The directory, which is created if it is missing. Several processes may share the file.</param>
    public static CartBuilder UseEmbeddedOrders(this CartBuilder builder, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        return builder.ReplaceOrderStore(orders =>
        {
            var file = Path.Combine(dataDirectory, "orders.db");
            orders.TryAddSingleton(services =>
            {
                PrivateFiles.PrepareDirectory(dataDirectory);
                return new SqliteOrderStore(file, services.GetRequiredService<TimeProvider>());
            });
            orders.Replace(ServiceDescriptor.Singleton<IDiscountStore>(_ => new SqliteDiscountStore(file)));
            orders.Replace(ServiceDescriptor.Singleton<IAdminAudit>(
                services => new SqliteAdminAudit(file, services.GetRequiredService<TimeProvider>())));
            CheckDisk(orders, dataDirectory);
            orders.AddSingleton<IStoreCheck>(_ => new OrderFileCheck(file));
            builder.UseOrders<SqliteOrderStore>();
        });
    }

    /// <summary>Keeps carts in a Redis-protocol server inside the process, with files below a directory that no other process uses.</summary>
    public static CartBuilder UseEmbeddedCarts(this CartBuilder builder, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        return builder.UseEmbeddedServer(
            dataDirectory,
            isInProcess: true,
            services => services.GetRequiredService<EmbeddedCartServer>().ConnectionString,
            services => services.GetRequiredService<EmbeddedCartServer>().Outage,
            carts => carts.AddSingleton(services => EmbeddedCartServer.Start(dataDirectory, new EmbeddedServerSettings
            {
                AcceptDamage = services.GetRequiredService<IOptions<CheckOptions>>().Value.Override.Contains(CartDamage.Finding),
                Time = services.GetRequiredService<TimeProvider>(),
                Loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            })));
    }

    /// <summary>Uses the carts of a server that another process of this account runs. For tools, while the shop runs.</summary>
    internal static CartBuilder UseEmbeddedCartsOfRunning(this CartBuilder builder, string dataDirectory, string connectionString) =>
        builder.UseEmbeddedServer(dataDirectory, isInProcess: false, _ => connectionString, static _ => null, static _ => { });

    private static CartBuilder UseEmbeddedServer(
        this CartBuilder builder,
        string dataDirectory,
        bool isInProcess,
        Func<IServiceProvider, string> connectionString,
        Func<IServiceProvider, string?> outage,
        Action<IServiceCollection> register) => builder.ReplaceCartStore(carts =>
    {
        register(carts);
        CheckDisk(carts, dataDirectory);
        builder.UseRedisLink(services => RedisLink.To(
            () => RedisConnection.Configure(connectionString(services)), isEmbedded: true, RedisCartBuilderExtensions.FaultsOf(services)));

        // The server is not Redis, so the advice of the Redis checks does not apply.
        foreach (var check in carts.Where(static service => service.ImplementationType == typeof(RedisCheck) || Makes(service, typeof(RedisCheck))).ToList())
        {
            carts.Remove(check);
        }

        carts.AddSingleton<IStoreCheck>(services => new EmbeddedCartCheck(
            services.GetRequiredService<RedisLink>(),
            RedisCartBuilderExtensions.CheckOf(services),
            dataDirectory,
            isInProcess,
            () => outage(services)));
    });

    // A service with a factory is registered for the factory's return type.
    private static bool Makes(ServiceDescriptor service, Type type) =>
        !service.IsKeyedService && service.ServiceType == typeof(IStoreCheck) && service.ImplementationFactory?.Method.ReturnType == type;

    // Carts and orders may have separate directories. If they share one, only the first reports its disk.
    private static void CheckDisk(IServiceCollection services, string dataDirectory)
    {
        var used = new EmbeddedDirectory(Path.GetFullPath(dataDirectory));
        services.AddSingleton(used);
        services.AddSingleton<IStoreCheck>(provider => new EmbeddedDiskCheck(dataDirectory)
        {
            IsTold = ReferenceEquals(used, provider.GetServices<EmbeddedDirectory>().First(other => other.Path == used.Path)),
        });
    }

    private sealed class EmbeddedDirectory(string path)
    {
        public string Path { get; } = path;
    }
}
