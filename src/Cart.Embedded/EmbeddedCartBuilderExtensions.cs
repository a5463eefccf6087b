using Cart.Embedded;
using Cart.Engine;
using Cart.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the stores that need nothing installed.</summary>
public static class EmbeddedCartBuilderExtensions
{
    /// <summary>Keeps carts in a Redis-protocol server inside the process, on files below a directory of this process alone.</summary>
    public static CartBuilder UseEmbeddedCarts(this CartBuilder builder, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        builder.Services.AddSingleton(_ => EmbeddedCartServer.Start(dataDirectory));
        builder.Services.AddHostedService<EmbeddedCartsStart>();
        builder.Services.AddKeyedSingleton<IConnectionMultiplexer>(typeof(EmbeddedCartServer), static (services, _) =>
            ConnectionMultiplexer.Connect(RedisConnection.Configure(services.GetRequiredService<EmbeddedCartServer>().ConnectionString)));
        builder.Services.Replace(ServiceDescriptor.Singleton<ICartStore>(static services => new RedisCartStore(
            services.GetRequiredKeyedService<IConnectionMultiplexer>(typeof(EmbeddedCartServer)),
            services.GetRequiredService<IOptions<CartOptions>>(),
            services.GetRequiredService<TimeProvider>())));
        return builder;
    }
}
