using Cart.Engine;

namespace Storefront;

/// <summary>The ways to get an order: fetched from the shop unless the shopper selects another.</summary>
internal sealed class Delivery : IShippingCalculator
{
    public const string Default = "pick-up";

    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(0m);

    public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<ShippingOption>>(
        [
            new(Default, "Pick-up in the shop", 0m),
            new("standard", "Standard, 2 to 3 days", 4.90m),
            new("express", "Express, tomorrow", 9.90m),
        ]);
}
