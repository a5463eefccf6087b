using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cart engine by configuration.</summary>
public static class CartConfigurationExtensions
{
    // A worker that shares the settings of a storefront has no shoppers. It must not fail over the storefront's short names.
    private static readonly string[] StorefrontSessions = ["session", "cookie", "redis"];

    /// <summary>
    /// Adds the engine with the settings of a section: the properties of <see cref="CartOptions"/>; those of <see cref="OutboxOptions"/> below
    /// <c>Outbox</c> and of <see cref="AbandonmentOptions"/> below <c>Abandonment</c>; and <c>TaxCalculator</c>, <c>ShippingCalculator</c>,
    /// <c>InventoryChecker</c>, <c>ProductCatalog</c> and <c>SessionAdapter</c>, each the name of a type with its namespace, and with its
    /// assembly where that is not loaded yet (<c>Shop.VatCalculator, Shop</c>).
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("Cart")</c>.</param>
    /// <param name="sessionAdapters">Short names that can stand for the type of a session adapter; default null: there are none.</param>
    [RequiresUnreferencedCode("Types that configuration names are found by reflection.")]
    [RequiresDynamicCode("Options are bound by reflection.")]
    public static CartBuilder AddCartCore(
        this IServiceCollection services, IConfiguration section, IReadOnlyDictionary<string, Type>? sessionAdapters = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        var path = section is IConfigurationSection named ? named.Path : "";
        services.AddOptions<CartOptions>().Bind(section);
        services.AddOptions<OutboxOptions>().Bind(section.GetSection("Outbox"));
        services.AddOptions<AbandonmentOptions>().Bind(section.GetSection("Abandonment"));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CartOptions>, NamedComponentValidator>());
        services.AddSingleton(new ConfiguredSection(section, path));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CartOptions>, UnknownSettings>());
        var builder = services.AddEngine();
        Use<ITaxCalculator>("TaxCalculator", $"{nameof(NoTaxCalculator)} (zero tax)");
        Use<IShippingCalculator>("ShippingCalculator", $"{nameof(FreeShippingCalculator)} (zero cost)");
        Use<IInventoryChecker>("InventoryChecker", $"{nameof(UnlimitedInventory)} (always allows)");
        Use<IProductCatalog>("ProductCatalog", fallback: null);
        if (sessionAdapters is not null || !StorefrontSessions.Contains(section["SessionAdapter"], StringComparer.OrdinalIgnoreCase))
        {
            Use<ICartSession>("SessionAdapter", fallback: null, sessionAdapters);
        }

        return builder;

        void Use<T>(string setting, string? fallback, IReadOnlyDictionary<string, Type>? shortNames = null)
            where T : class
        {
            if (section[setting] is not { Length: > 0 } name)
            {
                return;
            }

            var fullName = shortNames?.GetValueOrDefault(name)?.AssemblyQualifiedName ?? name;
            var component = NamedComponent.Find(typeof(T), ConfigurationPath.Combine(path, setting).TrimStart(':'), fullName, fallback) with
            {
                Name = name,
                ShortNames = shortNames is null ? [] : [.. shortNames.Keys],
            };
            services.AddSingleton(component);
            if (component.Type is { } type)
            {
                // A factory, so that a host that forgot its stores is told so instead of what its session lacks.
                var make = ActivatorUtilities.CreateFactory(type, []);
                services.Replace(ServiceDescriptor.Scoped(typeof(T), provider => make(provider, [])));
            }
            else
            {
                // The validator ends the start with the same message. Until then nobody shall be told that there is no such service.
                services.TryAddScoped<T>(_ => throw new InvalidOperationException(component.Explain()));
            }
        }
    }

    /// <summary>
    /// Adds the engine with the settings of the section <c>Cart</c> of the host's own configuration, where the host has one; what
    /// <paramref name="configure"/> sets wins over them.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets limits and lifetimes.</param>
    /// <param name="sessionAdapters">Short names that can stand for the type of a session adapter.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Options have simple properties; a trimmed host keeps the types that its configuration names.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Options have simple properties.")]
    internal static CartBuilder AddCartFromHost(
        this IServiceCollection services, Action<CartOptions>? configure, IReadOnlyDictionary<string, Type>? sessionAdapters = null)
    {
        if (HostConfiguration.Of(services) is not { } configuration)
        {
            return services.AddEngine(configure);
        }

        var builder = services.AddCartCore(configuration.GetSection(HostConfiguration.Section), sessionAdapters);
        return configure is null ? builder : services.AddEngine(configure);
    }
}
