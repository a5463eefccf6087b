namespace Cart.Engine;

/// <summary>Computes no tax. The default.</summary>
public sealed class NoTaxCalculator : ITaxCalculator
{
    /// <inheritdoc/>
    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(0m);
}
