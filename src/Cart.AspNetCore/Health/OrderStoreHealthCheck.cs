using Cart.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cart.AspNetCore;

/// <summary>Asks the store of the orders for an order that does not exist.</summary>
internal sealed class OrderStoreHealthCheck(IOrderStore orders, TimeProvider time) : IHealthCheck
{
    public const string Name = "cart-orders";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        StoreQuestion.AskAsync(async token => await orders.GetAsync(OrderId.New(time), token).ConfigureAwait(false), cancellationToken);
}
