namespace Cart.Engine;

/// <summary>Ships everything for nothing. The default.</summary>
public sealed class FreeShippingCalculator : IShippingCalculator
{
    private static readonly IReadOnlyList<ShippingOption> Options = [new("free", "Free Shipping", 0.00m)];

    /// <inheritdoc/>
    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(0m);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Options);
}
