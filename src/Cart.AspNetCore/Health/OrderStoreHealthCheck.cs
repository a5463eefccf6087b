using Cart.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cart.AspNetCore;

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
