using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses a store of orders.</summary>
public static class OrderStoreCartBuilderExtensions
{
    /// <summary>
    /// Keeps orders in a store of the host's own, and works its outbox off while the host runs. The stores that come with the engine
    /// have methods of their own, such as <c>UsePostgres</c>.
    /// </summary>
    /// <typeparam name="TStore">The store: one for the whole host.</typeparam>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    public static CartBuilder UseOrders<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(
        this CartBuilder builder)
        where TStore : class, IOrderStore, IOrderOutbox
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton<TStore>();
        services.Replace(ServiceDescriptor.Singleton<IOrderStore>(static provider => provider.GetRequiredService<TStore>()));
        services.Replace(ServiceDescriptor.Singleton<IOrderOutbox>(static provider => provider.GetRequiredService<TStore>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OrderRelay>(
            static provider => provider.GetRequiredService<OrderRelay>()));
        return builder;
    }
}
