using Cart.Admin;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the admin API and pages.</summary>
public static class CartAdminServiceCollectionExtensions
{
    /// <summary>
    /// Adds the services that <c>app.MapCartAdmin()</c> needs besides <c>services.AddCart()</c>. Reads the section <c>Cart:Admin</c> of the host's
    /// configuration; <paramref name="configure"/> overrides it.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Specifies who is an operator.</param>
    public static IServiceCollection AddCartAdmin(this IServiceCollection services, Action<CartAdminOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<CartAdminOptions>, CartAdminSettings>());
        services.AddOptions<CartAdminOptions>().ValidateOnStart();
        services.AddSingleton(new SettingsSection(CartAdminSettings.Section, UnknownSettings.Names(typeof(CartAdminOptions))));
        services.AddAntiforgery();
        services.TryAddTransient<CartSearch>();
        return configure is null ? services : services.Configure(configure);
    }
}
