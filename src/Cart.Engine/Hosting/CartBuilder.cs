using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cart.Engine;

/// <summary>Collects what a host chooses for its carts: the stores first of all.</summary>
/// <param name="services">The host's services.</param>
public sealed class CartBuilder(IServiceCollection services)
{
    /// <summary>Gets the host's services, for the packages that add to the builder.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>
    /// Registers a cart store and everything that belongs to it: connections, checks, hosted services. Removes everything that an earlier
    /// call registered, so the last call counts for all of it.
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
    /// Registers an order store and everything that belongs to it: connections, checks, migrations. Removes everything that an earlier call
    /// registered, so the last call counts for all of it.
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
