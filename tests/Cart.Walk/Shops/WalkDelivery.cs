using Cart.Engine;

namespace Cart.Walk;

/// <summary>The delivery options of the sample shop.</summary>
internal sealed class WalkDelivery : IShippingCalculator
{
    public static readonly decimal[] Prices = [0m, 4.90m, 9.90m];

    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(0m);

    public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<ShippingOption>>([.. CallWords.Options.Select(static (id, n) => new ShippingOption(id, id, Prices[n]))]);
}
