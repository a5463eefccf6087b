using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cart.Engine;

/// <summary>Configures the cart engine of a host, above all its stores.</summary>
/// <param name="services">The host's services.</param>
public sealed class CartBuilder(IServiceCollection services)
{
    /// <summary>Gets the host's services, for packages that extend the builder.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>
    /// Registers a cart store and its connections, checks and hosted services. Removes everything that an earlier call registered, so the last
    /// call counts.
    /// </summary>
    /// <param name="register">
    /// Registers <see cref="ICartStore"/>, <see cref="ICartWatch"/>, <see cref="ICartDirectory"/>, <see cref="IUserCarts"/> and, if the store
    /// has one, an <see cref="IDiscountGate"/>.
    /// </param>
    public CartBuilder ReplaceCartStore(Action<IServiceCollection> register)
    {
        ArgumentNullException.ThrowIfNull(register);
        StoreRegistrations.Of(Services).Replace(StoreRole.Carts, Services, services =>
        {
            register(services);
            services.TryAddSingleton<IDiscountGate, OpenDiscountGate>();
        });
        return this;
    }

    /// <summary>
    /// Registers an order store and its connections, checks and migrations. Removes everything that an earlier call registered, so the last call
    /// counts.
    /// </summary>
    /// <param name="register">
    /// Registers <see cref="IOrderStore"/> and <see cref="IOrderOutbox"/> (see <c>UseOrders</c>), <see cref="IDiscountStore"/> and
    /// <see cref="IAdminAudit"/>.
    /// </param>
    public CartBuilder ReplaceOrderStore(Action<IServiceCollection> register)
    {
        ArgumentNullException.ThrowIfNull(register);
        StoreRegistrations.Of(Services).Replace(StoreRole.Orders, Services, register);
        return this;
    }
}
