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
    /// <exception cref="ArgumentException">The string cannot be read, or names no server.</exception>
    public static CartBuilder UseRedis(this CartBuilder builder, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = RedisConnection.Configure(connectionString);
        builder.Services.AddKeyedSingleton<IConnectionMultiplexer>(typeof(RedisCartStore), (_, _) => ConnectionMultiplexer.Connect(options));
        builder.Services.Replace(ServiceDescriptor.Singleton<ICartStore>(static services => new RedisCartStore(
            services.GetRequiredKeyedService<IConnectionMultiplexer>(typeof(RedisCartStore)),
            services.GetRequiredService<IOptions<CartOptions>>(),
            services.GetRequiredService<TimeProvider>())));
        return builder;
    }
}
