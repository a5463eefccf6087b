using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cart engine by configuration.</summary>
public static class CartConfigurationExtensions
{
    /// <summary>
    /// Adds the engine with the settings of a section: the properties of <see cref="CartOptions"/>, and <c>TaxCalculator</c>,
    /// <c>ShippingCalculator</c> and <c>InventoryChecker</c>, each the name of a type with its namespace, and with its assembly where
    /// that is not loaded yet (<c>Shop.VatCalculator, Shop</c>).
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("Cart")</c>.</param>
    [RequiresUnreferencedCode("Types that configuration names are found by reflection.")]
    [RequiresDynamicCode("Options are bound by reflection.")]
    public static CartBuilder AddCart(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var builder = services.AddCart();
        services.AddOptions<CartOptions>().Bind(section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CartOptions>, NamedComponentValidator>());
        Use<ITaxCalculator>("TaxCalculator", nameof(NoTaxCalculator), "zero tax");
        Use<IShippingCalculator>("ShippingCalculator", nameof(FreeShippingCalculator), "zero cost");
        Use<IInventoryChecker>("InventoryChecker", nameof(UnlimitedInventory), "always allows");
        return builder;

        void Use<T>(string setting, string fallback, string meaning)
            where T : class
        {
            if (section[setting] is not { Length: > 0 } name)
            {
                return;
            }

            var component = NamedComponent.Find(typeof(T), setting, name, $"{fallback} ({meaning})");
            services.AddSingleton(component);
            if (component.Type is { } type)
            {
                services.Replace(ServiceDescriptor.Scoped(typeof(T), type));
            }
        }
    }
}
