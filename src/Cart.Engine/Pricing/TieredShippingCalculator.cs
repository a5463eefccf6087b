namespace Cart.Engine;

/// <summary>Offers a fixed list of ways to ship, each free from its own threshold on. Without a selection, the first is charged.</summary>
public sealed class TieredShippingCalculator : IShippingCalculator
{
    private readonly IReadOnlyList<ShippingTier> _tiers;

    /// <summary>Makes the calculator.</summary>
    /// <exception cref="ArgumentException">There is no tier, an id stands twice, or a price or threshold is negative.</exception>
    public TieredShippingCalculator(params IReadOnlyList<ShippingTier> tiers)
    {
        ArgumentNullException.ThrowIfNull(tiers);
        if (tiers.Count == 0 || tiers.DistinctBy(static tier => tier.Id).Count() != tiers.Count)
        {
            throw new ArgumentException("Name at least one way to ship, each id once.", nameof(tiers));
        }

        if (tiers.FirstOrDefault(static tier => tier.Price < 0 || tier.FreeFrom < 0) is { } negative)
        {
            throw new ArgumentException($"The price and the threshold of '{negative.Id}' must be 0 or more.", nameof(tiers));
        }

        _tiers = [.. tiers];
    }

    /// <inheritdoc/>
    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(PriceOf(_tiers[0], context));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult<IReadOnlyList<ShippingOption>>(
            [.. _tiers.Select(tier => new ShippingOption(tier.Id, tier.Name, PriceOf(tier, context)))]);
    }

    private static decimal PriceOf(ShippingTier tier, PricingContext context) => context.Summary >= tier.FreeFrom ? 0 : tier.Price;
}
