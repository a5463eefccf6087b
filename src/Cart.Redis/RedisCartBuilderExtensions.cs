using Cart.Engine;
using Cart.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the live carts in Redis.</summary>
/// <remarks>The connection is opened before the host takes requests, without blocking a thread.</remarks>
public static class RedisCartBuilderExtensions
{
    /// <summary>Keeps carts in Redis, using a connection string such as <c>localhost:6379</c>. The connection is closed with the host.</summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="connectionString">The servers and options, or a URL. <see cref="RedisConnection.Configure"/> describes the defaults.</param>
    /// <param name="configure">Sets the key prefix; it is validated when the host starts.</param>
    /// <exception cref="ArgumentException">The string cannot be parsed, or names no server. The message does not repeat it.</exception>
    public static CartBuilder UseRedis(this CartBuilder builder, string connectionString, Action<RedisCartOptions>? configure = null)
    {
        var options = RedisConnection.Configure(connectionString);
        return builder.UseRedisLink(services => RedisLink.To(() => options, faults: FaultsOf(services)), configure);
    }

    /// <summary>Keeps carts in Redis, using the host's registered <see cref="IConnectionMultiplexer"/>. It stays open when the host stops.</summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    public static CartBuilder UseRedis(this CartBuilder builder) =>
        builder.UseRedis(static services => services.GetRequiredService<IConnectionMultiplexer>());

    /// <summary>Keeps carts in Redis, using a connection that the host registered under a key. It stays open when the host stops.</summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="serviceKey">The key of the keyed service.</param>
    /// <param name="configure">Sets the key prefix; it is validated when the host starts.</param>
    public static CartBuilder UseKeyedRedis(this CartBuilder builder, object serviceKey, Action<RedisCartOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(serviceKey);
        return builder.UseRedis(services => services.GetRequiredKeyedService<IConnectionMultiplexer>(serviceKey), configure);
    }

    /// <summary>Keeps carts in Redis, using a connection of the host. It stays open when the host stops; the host closes it.</summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="connection">Returns the connection on first use. It may block, because it runs on its own thread.</param>
    /// <param name="configure">Sets the key prefix; it is validated when the host starts.</param>
    public static CartBuilder UseRedis(
        this CartBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection, Action<RedisCartOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseRedisLink(services => RedisLink.From(() => connection(services), FaultsOf(services)), configure);
    }

    internal static CartBuilder UseRedisLink(
        this CartBuilder builder, Func<IServiceProvider, RedisLink> link, Action<RedisCartOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ReplaceCartStore(services =>
        {
            services.AddSingleton(new SettingsSection("Redis", [nameof(RedisCartOptions.KeyPrefix)]));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<RedisCartOptions>, RedisCartOptionsSetup>());
            var options = services.AddOptions<RedisCartOptions>().ValidateOnStart();
            if (configure is not null)
            {
                options.Configure(configure);
            }

            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisCartOptions>, RedisCartOptionsSetup>());
            services.Replace(ServiceDescriptor.Singleton(link));
            AddStores(services);
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreCheck, RedisCheck>(CheckOf));
            services.TryAddSingleton(static provider => new OrderStoreCheck(LinkOf(provider), KeysOf(provider), provider));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreCheck, OrderStoreCheck>(static provider => provider.GetRequiredService<OrderStoreCheck>()));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RedisStart>());
        });
    }

    private static void AddStores(IServiceCollection services)
    {
        Replace<ICartStore>(static (link, keys, provider) => new RedisCartStore(link, OptionsOf(provider), TimeOf(provider), keys));
        Replace<ICartWatch>(static (link, keys, provider) => new RedisCartWatch(link, OptionsOf(provider), TimeOf(provider), keys));
        Replace<ICartDirectory>(static (link, keys, provider) => new RedisCartDirectory(link, OptionsOf(provider), TimeOf(provider), keys));
        Replace<IDiscountGate>(static (link, keys, _) => new RedisDiscountGate(link, keys));
        Replace<IUserCarts>(static (link, keys, provider) => new RedisUserCarts(link, OptionsOf(provider), keys));

        void Replace<T>(Func<RedisLink, CartKeys, IServiceProvider, T> make)
            where T : class => services.Replace(ServiceDescriptor.Singleton(provider => make(LinkOf(provider), KeysOf(provider), provider)));
    }

    internal static FaultLog FaultsOf(IServiceProvider services) =>
        new("Redis", services.GetRequiredService<ILogger<RedisCartStore>>(), TimeOf(services));

    internal static RedisCheck CheckOf(IServiceProvider services) =>
        new(LinkOf(services), OptionsOf(services), TimeOf(services), KeysOf(services));

    private static RedisLink LinkOf(IServiceProvider services) => services.GetRequiredService<RedisLink>();

    private static CartKeys KeysOf(IServiceProvider services) => services.GetRequiredService<IOptions<RedisCartOptions>>().Value.Keys;

    private static IOptions<CartOptions> OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptions<CartOptions>>();

    private static TimeProvider TimeOf(IServiceProvider services) => services.GetRequiredService<TimeProvider>();
}
