using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cart engine from configuration.</summary>
public static class CartConfigurationExtensions
{
    // A worker that shares the settings of a storefront has no shoppers, so it must accept the storefront's short names.
    private static readonly string[] StorefrontSessions = ["session", "cookie", "redis"];

    /// <summary>
    /// Adds the engine with the settings of a section. It contains the properties of <see cref="CartOptions"/>, those of
    /// <see cref="OutboxOptions"/> below <c>Outbox</c> and those of <see cref="AbandonmentOptions"/> below <c>Abandonment</c>.
    /// <c>TaxCalculator</c>, <c>ShippingCalculator</c>, <c>InventoryChecker</c>, <c>ProductCatalog</c> and <c>SessionAdapter</c> are type names with
    /// their namespace. Add the assembly if it is not loaded yet (<c>Shop.VatCalculator, Shop</c>).
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("Cart")</c>.</param>
    /// <param name="sessionAdapters">Short names for types of session adapters. Default null: none.</param>
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
                // A factory, so that a host without stores gets that error instead of one about its session.
                var make = ActivatorUtilities.CreateFactory(type, []);
                services.Replace(ServiceDescriptor.Scoped(typeof(T), provider => make(provider, [])));
            }
            else
            {
                // The validator stops the start with the same message. Until then, resolving the service must not report it as unregistered.
                services.TryAddScoped<T>(_ => throw new InvalidOperationException(component.Explain()));
            }
        }
    }

    /// <summary>
    /// Adds the engine with the section <c>Cart</c> of the host's configuration, if there is one. Values from <paramref name="configure"/> override
    /// it.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets limits and lifetimes.</param>
    /// <param name="sessionAdapters">Short names for types of session adapters.</param>
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
