using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cart engine.</summary>
public static class CartServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine alone, for workers and tools. A storefront calls <c>AddCart</c> of <c>Cart.AspNetCore</c> instead. Choose the stores on the
    /// returned builder: <c>UseRedis</c> and <c>UsePostgres</c>, or <c>UseEmbedded</c>.
    /// </summary>
    /// <remarks>
    /// Reads the section <c>Cart</c> of the host's configuration, if there is one. Settings of storefronts, such as <c>Cart:Http</c>, are ignored, so
    /// both can share one file. Values from <paramref name="configure"/> and from calls on the builder override it.
    /// </remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets limits and lifetimes, which are validated when the host starts.</param>
    public static CartBuilder AddCartCore(this IServiceCollection services, Action<CartOptions>? configure = null) =>
        services.AddCartFromHost(configure);

    /// <summary>Adds the services of the engine. Reads no configuration except that of the checks.</summary>
    internal static CartBuilder AddEngine(this IServiceCollection services, Action<CartOptions>? configure = null)
    {
        var options = services.AddOptions<CartOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CartOptions>, CartOptionsValidator>());
        services.AddOptions<OutboxOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OutboxOptions>, OutboxOptionsValidator>());
        services.AddOptions<CheckOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<CheckOptions>, CheckOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CheckOptions>, CheckOptionsSetup>());
        services.TryAddSingleton<StoreChecks>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StoresOfHost>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ChecksOfHost>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new ProductTypes(provider.GetServices<ProductType>()));
        services.TryAddSingleton<ITaxCalculator, NoTaxCalculator>();
        services.TryAddSingleton<IShippingCalculator, FreeShippingCalculator>();
        services.TryAddSingleton<IInventoryChecker, UnlimitedInventory>();
        services.TryAddSingleton<IDiscountGate, OpenDiscountGate>();
        services.TryAddSingleton<DiscountGuesses>();
        services.TryAddSingleton<ICallerAddress, UnknownCaller>();

        // Factories are not validated with the container, so a host without stores fails with the message of StoresOfHost. Stateless services are
        // transient, which is cheaper than scoped. Resolve them from a request scope: host services they depend on may be scoped.
        services.TryAddTransient(MakerOf<DiscountService>());
        services.TryAddKeyedSingleton(typeof(IProductCatalog), static (provider, _) => CatalogFaults(provider));
        services.TryAddScoped<ShopProducts>();
        services.TryAddTransient(static provider => new CartPricer(
            new Lazy<DiscountService>(provider.GetRequiredService<DiscountService>, isThreadSafe: false),
            provider.GetRequiredService<ITaxCalculator>(),
            provider.GetRequiredService<IShippingCalculator>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<CartOptions>>(),
            provider.GetRequiredService<ShopProducts>()));
        services.TryAddTransient(MakerOf<CheckoutRequirements>());
        services.TryAddTransient(MakerOf<DraftWriter>());
        services.TryAddTransient(MakerOf<CheckoutService>());
        services.TryAddSingleton(MakerOf<CartCloser>());
        services.TryAddSingleton(MakerOf<OrderRelay>());
        services.TryAddKeyedSingleton(typeof(IInventoryChecker), static (provider, _) => new FaultLog(
            "The inventory checker", provider.GetRequiredService<ILogger<MergeService>>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddTransient(static provider => new MergeService(
            provider.GetRequiredService<ICartStore>(),
            provider.GetRequiredService<CartCloser>(),
            provider.GetRequiredService<IInventoryChecker>(),
            provider.GetRequiredKeyedService<FaultLog>(typeof(IInventoryChecker)),
            provider.GetRequiredService<ILogger<MergeService>>()));
        services.TryAddTransient(static provider => new CartEngine(
            provider.GetRequiredService<ICartStore>(),
            provider.GetRequiredService<CartCloser>(),
            provider.GetRequiredService<MergeService>,
            provider.GetRequiredService<CheckoutService>));
        services.TryAddTransient<CartEvents>();

        // Only a host with an admin area needs an audit log and a cart directory.
        services.TryAddScoped(static provider => ActivatorUtilities.CreateInstance<OperatorActions>(provider));

        // A host without shoppers, such as a worker, needs no session.
        services.TryAddTransient(static provider => new CurrentCart(
            SessionOf(provider),
            provider.GetRequiredService<CartEngine>(),
            provider.GetRequiredService<IUserCarts>(),
            provider.GetRequiredService<IOptions<CartOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddTransient(MakerOf<CartSignIn>());
        services.TryAddScoped(static provider => new ShopperOrders(SessionOf(provider), provider.GetRequiredService<IOrderStore>()));
        services.TryAddScoped(static provider => new ShoppingCart(provider, SessionOf(provider)));
        return new CartBuilder(services);
    }

    private static Func<IServiceProvider, T> MakerOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class
    {
        var make = ActivatorUtilities.CreateFactory<T>([]);
        return provider => make(provider, []);
    }

    // Requests that do not use the catalog succeed meanwhile. They must not end the fault.
    private static FaultLog CatalogFaults(IServiceProvider provider)
    {
        var log = provider.GetRequiredService<ILogger<ShopProducts>>();
        return new FaultLog(
            (_, fault) => log.CatalogFailed(fault), log.CatalogAnswers, provider.GetRequiredService<TimeProvider>(), calm: TimeSpan.FromSeconds(10));
    }

    private static ICartSession SessionOf(IServiceProvider provider) => provider.GetService<ICartSession>()
        ?? throw new InvalidOperationException(
            "It is not known which cart a shopper has: a storefront calls services.AddCart(), which has one; any other host registers an ICartSession.");
}
