using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Finds the configuration of the host while its services are being registered.</summary>
internal static class HostConfiguration
{
    /// <summary>The section of the cart.</summary>
    public const string Section = "Cart";

    /// <summary>Returns the configuration that the host builder has registered; null if none exists.</summary>
    public static IConfiguration? Of(IServiceCollection services)
    {
        var registered = services.LastOrDefault(static service => service.ServiceType == typeof(IConfiguration) && !service.IsKeyedService);
        if (registered is null or { ImplementationInstance: IConfiguration })
        {
            return (IConfiguration?)registered?.ImplementationInstance;
        }

        try
        {
            // The builders of .NET register it with a factory that needs no services.
            return registered.ImplementationFactory?.Invoke(NoServices.Instance) as IConfiguration;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}

/// <summary>Represents a section below that of the cart, and its valid settings.</summary>
internal sealed record SettingsSection(string Name, IReadOnlyList<string> Settings)
{
    /// <summary>Gets the sections that the engine reads itself.</summary>
    public static IReadOnlyList<SettingsSection> OfEngine { get; } =
    [
        new("Checks", UnknownSettings.Names(typeof(CheckOptions))),
        new("Outbox", UnknownSettings.Names(typeof(OutboxOptions))),
        new("Abandonment", UnknownSettings.Names(typeof(AbandonmentOptions))),
    ];
}

/// <summary>Represents a configuration section that the engine was registered with, and its full path, such as <c>Cart</c>.</summary>
internal sealed record ConfiguredSection(IConfiguration Section, string Path);

/// <summary>
/// Finds settings in the cart's section that nothing reads, such as a misspelt name. They stop the start in Development. Elsewhere they are
/// warnings, because a host that ran with them before must still start.
/// </summary>
internal sealed class UnknownSettings(
    IEnumerable<ConfiguredSection> sections,
    IEnumerable<SettingsSection> others,
    ILogger<UnknownSettings> logger,
    IHostEnvironment? environment = null) : IValidateOptions<CartOptions>
{
    // Sections of packages that this host may not use: a worker shares settings with a storefront, a developer's host uses other stores.
    private static readonly string[] Elsewhere = ["Http", "Admin", "Redis", "Postgres"];

    private static readonly string[] Known =
    [
        .. Names(typeof(CartOptions)), "TaxCalculator", "ShippingCalculator", "InventoryChecker", "ProductCatalog", "SessionAdapter",
    ];

    private int _told;

    public ValidateOptionsResult Validate(string? name, CartOptions options)
    {
        List<string> unknown = [.. sections.SelectMany(Find).Distinct()];
        if (unknown.Count == 0)
        {
            return ValidateOptionsResult.Success;
        }

        if (environment?.IsDevelopment() is true && options.Strict)
        {
            return ValidateOptionsResult.Fail(unknown);
        }

        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            unknown.ForEach(logger.SettingUnknown);
        }

        return ValidateOptionsResult.Success;
    }

    private IEnumerable<string> Find(ConfiguredSection configured)
    {
        List<SettingsSection> below = [.. SettingsSection.OfEngine, .. others];
        foreach (var setting in configured.Section.GetChildren())
        {
            var section = below.Find(section => section.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            if (section is not null)
            {
                foreach (var inner in setting.GetChildren().Where(inner => !section.Settings.Contains(inner.Key, StringComparer.OrdinalIgnoreCase)))
                {
                    yield return Say(inner.Path, section.Settings);
                }
            }
            else if (!Known.Concat(Elsewhere).Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            {
                yield return Say(setting.Path, [.. Known, .. below.Select(static section => section.Name)]);
            }
        }
    }

    private static string Say(string path, IEnumerable<string> known) =>
        $"{path} is not a setting of the cart. Correct or remove it; known here are {string.Join(", ", known.Order(StringComparer.Ordinal))}.";

    internal static string[] Names(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type options) =>
        [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => !typeof(Delegate).IsAssignableFrom(property.PropertyType)).Select(static property => property.Name)];
}
