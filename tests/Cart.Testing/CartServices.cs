using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cart.Testing;

/// <summary>The services of a host, on stores that a test has made; what it does not give is kept in memory.</summary>
internal static class CartServices
{
    public static ServiceProvider Of(
        CartOptions? options = null,
        ICartStore? carts = null,
        IOrderStore? orders = null,
        IDiscountStore? discounts = null,
        IUserCarts? users = null,
        IDiscountGate? gate = null,
        TimeProvider? time = null,
        Action<CartBuilder>? configure = null,
        IOrderOutbox? outbox = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(time ?? TimeProvider.System);
        var builder = services.AddCartCore().UseInMemory();
        services.AddSingleton<InMemoryCartSession>().AddSingleton<ICartSession>(static provider => provider.GetRequiredService<InMemoryCartSession>());
        services.Replace(ServiceDescriptor.Singleton(Options.Create(options ?? new CartOptions())));
        Use(carts);
        Use(orders);
        Use(outbox ?? orders as IOrderOutbox);
        Use(discounts);
        Use(users);
        Use(gate);
        configure?.Invoke(builder);
        return services.BuildServiceProvider();

        // Made by the test, so disposed by the test.
        void Use<T>(T? store)
            where T : class
        {
            if (store is not null)
            {
                services.Replace(ServiceDescriptor.Singleton(store));
            }
        }
    }

    /// <summary>The engine of such a host.</summary>
    public static CartEngine Engine(
        CartOptions? options = null, ICartStore? carts = null, IOrderStore? orders = null, IDiscountStore? discounts = null) =>
        Of(options, carts, orders, discounts).GetRequiredService<CartEngine>();
}
