using Cart.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cart.AspNetCore;

/// <summary>Asks the store of the carts for a cart that does not exist.</summary>
internal sealed class CartStoreHealthCheck(ICartStore carts) : IHealthCheck
{
    public const string Name = "cart-carts";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        StoreQuestion.AskAsync(async token => await carts.GetAsync(CartId.New(), token).ConfigureAwait(false), cancellationToken);
}
