using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>How the health checks of the cart are known to the host's.</summary>
public static class CartHealth
{
    /// <summary>The tag of the checks that ask the stores.</summary>
    public const string Tag = "cart";
}

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

/// <summary>Asks the store of the carts for a cart that does not exist.</summary>
internal sealed class CartStoreHealthCheck(ICartStore carts) : IHealthCheck
{
    public const string Name = "cart-carts";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        StoreQuestion.AskAsync(async token => await carts.GetAsync(CartId.New(), token).ConfigureAwait(false), cancellationToken);
}

/// <summary>Asks the store of the orders for an order that does not exist, and whether it takes writes where it can say so.</summary>
internal sealed class OrderStoreHealthCheck(IOrderStore orders, TimeProvider time) : IHealthCheck
{
    public const string Name = "cart-orders";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        StoreQuestion.AskAsync(AskAsync, cancellationToken);

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        await orders.GetAsync(OrderId.New(time), cancellationToken).ConfigureAwait(false);
        if (orders is IOrderStoreReadiness readiness)
        {
            await readiness.EnsureWritableAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>Protects and opens a probe: a host that cannot make cookies is not ready.</summary>
internal sealed class KeyRingHealthCheck(IDataProtectionProvider protection, IOptions<KeyManagementOptions> options) : IHealthCheck
{
    public const string Name = "cart-keys";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var finding = KeyRingCheck.Use(protection, options.Value);
        return Task.FromResult(finding.Level is CheckLevel.Ok ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(finding.Found));
    }
}

/// <summary>A question that a store is asked to see whether it answers.</summary>
internal static class StoreQuestion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<HealthCheckResult> AskAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await ask(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (CartUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy("The store does not answer.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"The store did not answer within {Patience.TotalSeconds} s.", exception);
        }
    }
}
