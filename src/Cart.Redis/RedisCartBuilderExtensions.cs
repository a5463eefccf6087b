using Cart.Engine;
using Cart.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses Redis for the live carts.</summary>
public static class RedisCartBuilderExtensions
{
    /// <summary>Keeps carts in the Redis that a connection string of StackExchange.Redis names, such as <c>localhost:6379</c>.</summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="connectionString">The servers and options; <see cref="RedisConnection.Configure"/> says what is set where it does not.</param>
    /// <exception cref="ArgumentException">The string cannot be read, or names no server.</exception>
    public static CartBuilder UseRedis(this CartBuilder builder, string connectionString)
    {
        var options = RedisConnection.Configure(connectionString);
        return builder.UseRedis(_ => ConnectionMultiplexer.Connect(options));
    }

    /// <summary>Keeps carts in the Redis of a connection that the host makes.</summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="connect">Makes the connection when it is first needed; it is closed with the host.</param>
    public static CartBuilder UseRedis(this CartBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connect)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ReplaceCartStore(carts =>
        {
            carts.AddKeyedSingleton(typeof(RedisCartStore), (services, _) => connect(services));
            carts.Replace(ServiceDescriptor.Singleton<ICartStore>(static services => new RedisCartStore(
                services.GetRequiredKeyedService<IConnectionMultiplexer>(typeof(RedisCartStore)),
                services.GetRequiredService<IOptions<CartOptions>>(),
                services.GetRequiredService<TimeProvider>())));
            carts.Replace(ServiceDescriptor.Singleton<ICartWatch>(static services => new RedisCartWatch(
                services.GetRequiredKeyedService<IConnectionMultiplexer>(typeof(RedisCartStore)),
                services.GetRequiredService<IOptions<CartOptions>>(),
                services.GetRequiredService<TimeProvider>())));
            carts.Replace(ServiceDescriptor.Singleton<ICartDirectory>(static services => new RedisCartDirectory(
                services.GetRequiredKeyedService<IConnectionMultiplexer>(typeof(RedisCartStore)),
                services.GetRequiredService<IOptions<CartOptions>>(),
                services.GetRequiredService<TimeProvider>())));
            carts.Replace(ServiceDescriptor.Singleton<IDiscountGate>(static services => new RedisDiscountGate(
                services.GetRequiredKeyedService<IConnectionMultiplexer>(typeof(RedisCartStore)))));
            carts.Replace(ServiceDescriptor.Singleton<IUserCarts>(static services => new RedisUserCarts(
                services.GetRequiredKeyedService<IConnectionMultiplexer>(typeof(RedisCartStore)),
                services.GetRequiredService<IOptions<CartOptions>>())));
            carts.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreCheck, RedisCheck>(static services => new RedisCheck(
                services.GetRequiredKeyedService<IConnectionMultiplexer>(typeof(RedisCartStore)), services.GetRequiredService<TimeProvider>())));
        });
    }
}
