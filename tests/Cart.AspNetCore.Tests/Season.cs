using Cart.Engine;

namespace Cart.AspNetCore.Tests;

/// <summary>A catalog of everything, and a sledge to bring it, until the season is over.</summary>
internal sealed class Season : IProductCatalog, IShippingCalculator
{
    public bool IsOver { get; set; }

    public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
        int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, Product>>(
            (IsOver ? [] : objectIds).ToDictionary(static id => id, id => new Product(new ProductKey(contentTypeId, id), $"Product {id}", 1m)));

    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(0m);

    public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<ShippingOption>>(IsOver ? [] : [new("sledge", "By sledge", 3m)]);
}
