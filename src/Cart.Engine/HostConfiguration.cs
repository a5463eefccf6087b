using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine;

/// <summary>The configuration of the host, while its services are still being registered.</summary>
internal static class HostConfiguration
{
    /// <summary>The section of the cart.</summary>
    public const string Section = "Cart";

    /// <summary>Returns the configuration that the builder of the host has registered; null where there is none.</summary>
    public static IConfiguration? Of(IServiceCollection services)
    {
        var registered = services.LastOrDefault(static service => service.ServiceType == typeof(IConfiguration) && !service.IsKeyedService);
        if (registered is null or { ImplementationInstance: IConfiguration })
        {
            return (IConfiguration?)registered?.ImplementationInstance;
        }

        try
        {
            // The builders of .NET register it by a factory that needs no services.
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
