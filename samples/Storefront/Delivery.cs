using Cart.Engine;

namespace Storefront;

/// <summary>Provides the delivery options. Pickup at the shop is the default.</summary>
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
