using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses what computes tax and shipping and knows the stock, and who hears of events.</summary>
public static class CartCalculatorExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Computes tax with <typeparamref name="T"/>, made once a request.</summary>
    public static CartBuilder UseTaxCalculator<[DynamicallyAccessedMembers(Constructors)] T>(this CartBuilder builder)
        where T : class, ITaxCalculator => builder.Use(ServiceDescriptor.Scoped<ITaxCalculator, T>());

    /// <summary>Computes tax with one calculator that all requests share.</summary>
    public static CartBuilder UseTaxCalculator(this CartBuilder builder, ITaxCalculator calculator) =>
        builder.Use(ServiceDescriptor.Singleton(calculator));

    /// <summary>Prices shipping with <typeparamref name="T"/>, made once a request.</summary>
    public static CartBuilder UseShippingCalculator<[DynamicallyAccessedMembers(Constructors)] T>(this CartBuilder builder)
        where T : class, IShippingCalculator => builder.Use(ServiceDescriptor.Scoped<IShippingCalculator, T>());

    /// <summary>Prices shipping with one calculator that all requests share.</summary>
    public static CartBuilder UseShippingCalculator(this CartBuilder builder, IShippingCalculator calculator) =>
        builder.Use(ServiceDescriptor.Singleton(calculator));

    /// <summary>Checks stock with <typeparamref name="T"/>, made once a request.</summary>
    public static CartBuilder UseInventoryChecker<[DynamicallyAccessedMembers(Constructors)] T>(this CartBuilder builder)
        where T : class, IInventoryChecker => builder.Use(ServiceDescriptor.Scoped<IInventoryChecker, T>());

    /// <summary>Checks stock with one checker that all requests share.</summary>
    public static CartBuilder UseInventoryChecker(this CartBuilder builder, IInventoryChecker checker) =>
        builder.Use(ServiceDescriptor.Singleton(checker));

    /// <summary>Lets <typeparamref name="THandler"/>, made once a request, hear of events.</summary>
    /// <typeparam name="TEvent">One of the events, or <see cref="CartEvent"/> for all of them.</typeparam>
    /// <typeparam name="THandler">The handler. It is added to those that there are.</typeparam>
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

/// <summary>Has abandoned carts told of.</summary>
public static class AbandonmentCartBuilderExtensions
{
    /// <summary>
    /// Tells <see cref="CartAbandoned"/> of carts that were left alone, while the host runs: once a cart and idleness, however many hosts do
    /// so. Handle it with <c>AddEventHandler&lt;CartAbandoned, …&gt;()</c>.
    /// </summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="configure">Sets after which time, and how often to look; checked when the host starts.</param>
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

/// <summary>Chooses a store of orders.</summary>
internal static class OrderStoreCartBuilderExtensions
{
    /// <summary>
    /// Keeps orders in a store, and works its outbox off while the host runs. Hosts call a method such as <c>UsePostgres</c>.
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
