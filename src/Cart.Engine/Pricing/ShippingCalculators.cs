namespace Cart.Engine;

/// <summary>Computes the price of shipping and provides the shipping options.</summary>
/// <remarks>
/// An extension point; <see cref="FreeShippingCalculator"/> is the default. Each method is called at most once for each version of a cart, and for
/// an empty cart only with <see cref="ChargesEmptyCarts"/>. Prices are rounded to the currency, half away from zero, and may be negative.
/// </remarks>
public interface IShippingCalculator
{
    /// <summary>Gets whether an empty cart is charged, for example a fee. Default false: no shipping, and the calculator is not called.</summary>
    bool ChargesEmptyCarts => false;

    /// <summary>Returns the price of shipping without a selected option, in the cart's currency.</summary>
    ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default);

    /// <summary>Returns the options that a shopper can select.</summary>
    ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default);
}

/// <summary>Represents a shipping option.</summary>
/// <param name="Id">The id for the selection: 1 to 64 printable ASCII characters.</param>
/// <param name="Name">The name for shoppers.</param>
/// <param name="Price">The price, in the cart's currency.</param>
public sealed record ShippingOption(string Id, string Name, decimal Price);

/// <summary>Charges no shipping. The default.</summary>
internal sealed class FreeShippingCalculator : IShippingCalculator
{
    private static readonly IReadOnlyList<ShippingOption> Options = [new("free", "Free Shipping", 0.00m)];

    /// <inheritdoc/>
    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(0m);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Options);
}

/// <summary>Offers a fixed list of shipping options, each free above a threshold. Without a selection, the first is charged.</summary>
public sealed class TieredShippingCalculator : IShippingCalculator
{
    private readonly IReadOnlyList<ShippingTier> _tiers;

    /// <summary>Initializes the calculator.</summary>
    /// <exception cref="ArgumentException">There is no tier, an id occurs twice, or a price or threshold is negative.</exception>
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

/// <summary>Represents a shipping option that is free above a threshold.</summary>
/// <param name="id">The id for the selection: 1 to 64 printable ASCII characters.</param>
/// <param name="name">The name for shoppers.</param>
/// <param name="price">The price below the threshold; 0 or more.</param>
/// <param name="freeFrom">The sum of the lines, before the discount, from which the option is free; null for never.</param>
public sealed class ShippingTier(string id, string name, decimal price, decimal? freeFrom = null)
{
    /// <summary>Gets the id for the selection: 1 to 64 printable ASCII characters.</summary>
    public string Id { get; } = id;

    /// <summary>Gets the name for shoppers.</summary>
    public string Name { get; } = name;

    /// <summary>Gets the price below the threshold; 0 or more.</summary>
    public decimal Price { get; } = price;

    /// <summary>Gets the sum of the lines, before the discount, from which the option is free; null for never.</summary>
    public decimal? FreeFrom { get; } = freeFrom;
}
