using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the stores that keep everything in memory.</summary>
public static class InMemoryCartBuilderExtensions
{
    /// <summary>Keeps carts, orders and discounts in the memory of the process: for prototypes and tests. They end with it.</summary>
    public static CartBuilder UseInMemory(this CartBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .ReplaceCartStore(static services =>
            {
                services.TryAddSingleton<InMemoryCartStore>();
                services.Replace(ServiceDescriptor.Singleton<ICartStore>(static provider => provider.GetRequiredService<InMemoryCartStore>()));
                services.Replace(ServiceDescriptor.Singleton<ICartWatch>(static provider => provider.GetRequiredService<InMemoryCartStore>()));
                services.Replace(ServiceDescriptor.Singleton<ICartDirectory>(static provider => provider.GetRequiredService<InMemoryCartStore>()));
                services.Replace(ServiceDescriptor.Singleton<IUserCarts, InMemoryUserCarts>());
            })
            .ReplaceOrderStore(services =>
            {
                services.TryAddSingleton<InMemoryDiscountStore>();
                services.Replace(ServiceDescriptor.Singleton<IDiscountStore>(
                    static provider => provider.GetRequiredService<InMemoryDiscountStore>()));
                services.Replace(ServiceDescriptor.Singleton<IAdminAudit, InMemoryAdminAudit>());
                builder.UseOrders<InMemoryOrderStore>();
            });
    }
}
