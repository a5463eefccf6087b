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
        var services = builder.Services;
        services.TryAddSingleton<InMemoryDiscountStore>();
        services.TryAddSingleton<InMemoryCartStore>();
        services.Replace(ServiceDescriptor.Singleton<ICartStore>(static provider => provider.GetRequiredService<InMemoryCartStore>()));
        services.Replace(ServiceDescriptor.Singleton<ICartWatch>(static provider => provider.GetRequiredService<InMemoryCartStore>()));
        services.Replace(ServiceDescriptor.Singleton<ICartDirectory>(static provider => provider.GetRequiredService<InMemoryCartStore>()));
        services.Replace(ServiceDescriptor.Singleton<IUserCarts, InMemoryUserCarts>());
        services.Replace(ServiceDescriptor.Singleton<IDiscountStore>(static provider => provider.GetRequiredService<InMemoryDiscountStore>()));
        services.Replace(ServiceDescriptor.Singleton<IAdminAudit, InMemoryAdminAudit>());
        return builder.UseOrders<InMemoryOrderStore>();
    }
}
