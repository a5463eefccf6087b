using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Names the health checks of the cart.</summary>
public static class CartHealth
{
    /// <summary>The tag of the checks of the stores.</summary>
    public const string Tag = "cart";
}

/// <summary>Adds the health checks of the cart once, however often a host adds the cart. A check with the same name stays unchanged.</summary>
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

/// <summary>Checks the cart store by reading a cart that does not exist.</summary>
internal sealed class CartStoreHealthCheck(ICartStore carts) : IHealthCheck
{
    public const string Name = "cart-carts";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        StoreQuestion.AskAsync(async token => await carts.GetAsync(CartId.New(), token).ConfigureAwait(false), cancellationToken);
}

/// <summary>Checks the order store by reading an order that does not exist, and whether it accepts writes if it can report that.</summary>
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

/// <summary>Protects and unprotects a probe. A host that cannot write cookies is not ready.</summary>
internal sealed class KeyRingHealthCheck(IDataProtectionProvider protection, IOptions<KeyManagementOptions> options) : IHealthCheck
{
    public const string Name = "cart-keys";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var finding = KeyRingCheck.Use(protection, options.Value);
        return Task.FromResult(finding.Level is CheckLevel.Ok ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(finding.Found));
    }
}

/// <summary>Runs a query that checks whether a store answers.</summary>
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
