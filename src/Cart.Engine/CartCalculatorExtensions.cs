using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
