using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Adds the health checks of the cart once, however often a host adds the cart, and leaves a check of the same name alone.</summary>
internal sealed class CartHealthRegistrations : IPostConfigureOptions<HealthCheckServiceOptions>
{
    public void PostConfigure(string? name, HealthCheckServiceOptions options)
    {
        Add<CartStoreHealthCheck>(CartStoreHealthCheck.Name);
        Add<OrderStoreHealthCheck>(OrderStoreHealthCheck.Name);
        Add<KeyRingHealthCheck>(KeyRingHealthCheck.Name);

        void Add<T>(string check)
            where T : class, IHealthCheck
        {
            if (options.Registrations.All(known => !string.Equals(known.Name, check, StringComparison.OrdinalIgnoreCase)))
            {
                options.Registrations.Add(new HealthCheckRegistration(
                    check, ActivatorUtilities.GetServiceOrCreateInstance<T>, failureStatus: null, [CartHealth.Tag]));
            }
        }
    }
}
