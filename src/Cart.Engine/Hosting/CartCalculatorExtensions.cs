using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the host's calculators, stock checker and event handlers.</summary>
public static class CartCalculatorExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Computes tax with <typeparamref name="T"/>, created once for each request.</summary>
    public static CartBuilder UseTaxCalculator<[DynamicallyAccessedMembers(Constructors)] T>(this CartBuilder builder)
        where T : class, ITaxCalculator => builder.Use(ServiceDescriptor.Scoped<ITaxCalculator, T>());

    /// <summary>Computes tax with a singleton, which must be thread-safe.</summary>
    public static CartBuilder UseTaxCalculator(this CartBuilder builder, ITaxCalculator calculator) =>
        builder.Use(ServiceDescriptor.Singleton(calculator));

    /// <summary>Computes shipping with <typeparamref name="T"/>, created once for each request.</summary>
    public static CartBuilder UseShippingCalculator<[DynamicallyAccessedMembers(Constructors)] T>(this CartBuilder builder)
        where T : class, IShippingCalculator => builder.Use(ServiceDescriptor.Scoped<IShippingCalculator, T>());

    /// <summary>Computes shipping with a singleton, which must be thread-safe.</summary>
    public static CartBuilder UseShippingCalculator(this CartBuilder builder, IShippingCalculator calculator) =>
        builder.Use(ServiceDescriptor.Singleton(calculator));

    /// <summary>Checks stock with <typeparamref name="T"/>, created once for each request.</summary>
    public static CartBuilder UseInventoryChecker<[DynamicallyAccessedMembers(Constructors)] T>(this CartBuilder builder)
        where T : class, IInventoryChecker => builder.Use(ServiceDescriptor.Scoped<IInventoryChecker, T>());

    /// <summary>Checks stock with a singleton, which must be thread-safe.</summary>
    public static CartBuilder UseInventoryChecker(this CartBuilder builder, IInventoryChecker checker) =>
        builder.Use(ServiceDescriptor.Singleton(checker));

    /// <summary>Adds an event handler, created once for each request.</summary>
    /// <typeparam name="TEvent">One of the events, or <see cref="CartEvent"/> for all of them.</typeparam>
    /// <typeparam name="THandler">The handler. Handlers that were added before stay.</typeparam>
    public static CartBuilder AddEventHandler<TEvent, [DynamicallyAccessedMembers(Constructors)] THandler>(this CartBuilder builder)
        where TEvent : CartEvent
        where THandler : class, ICartEventHandler<TEvent>
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Scoped<ICartEventHandler<TEvent>, THandler>());
        return builder;
    }

    private static CartBuilder Use(this CartBuilder builder, ServiceDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(descriptor);
        return builder;
    }
}

/// <summary>Enables the detection of abandoned carts.</summary>
public static class AbandonmentCartBuilderExtensions
{
    /// <summary>
    /// Publishes <see cref="CartAbandoned"/> for carts that were left alone, while the host runs. Each idle period of a cart is published once,
    /// however many hosts do so. Handle it with <c>AddEventHandler&lt;CartAbandoned, …&gt;()</c>.
    /// </summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="configure">Sets the idle time and the interval, which are validated when the host starts.</param>
    public static CartBuilder UseAbandonedCarts(this CartBuilder builder, Action<AbandonmentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<AbandonmentOptions>().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AbandonmentOptions>, AbandonmentOptionsValidator>());
        services.TryAddSingleton<AbandonedCartSweep>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AbandonedCartSweep>(
            static provider => provider.GetRequiredService<AbandonedCartSweep>()));
        return builder;
    }
}

/// <summary>Registers the in-memory stores.</summary>
public static class InMemoryCartBuilderExtensions
{
    /// <summary>Keeps carts, orders and discounts in the memory of the process, for prototypes and tests. They are lost when it ends.</summary>
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

/// <summary>Registers an order store.</summary>
internal static class OrderStoreCartBuilderExtensions
{
    /// <summary>
    /// Keeps orders in a store, and processes its outbox while the host runs. Hosts call a method such as <c>UsePostgres</c>.
    /// </summary>
    /// <typeparam name="TStore">The store: a singleton.</typeparam>
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
