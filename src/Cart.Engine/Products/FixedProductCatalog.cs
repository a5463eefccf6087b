using System.Collections.Frozen;

namespace Cart.Engine;

/// <summary>A catalog of a fixed list of products, for small shops, samples and tests.</summary>
public sealed class FixedProductCatalog : IProductCatalog
{
    private readonly FrozenDictionary<ProductKey, Product> _products;

    /// <summary>Makes the catalog.</summary>
    /// <exception cref="ArgumentException">A product stands in the list twice.</exception>
    public FixedProductCatalog(params IEnumerable<Product> products)
    {
        ArgumentNullException.ThrowIfNull(products);
        _products = products.ToDictionary(static product => product.Key).ToFrozenDictionary();
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
        int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objectIds);
        var found = new Dictionary<string, Product>(objectIds.Count);
        foreach (var objectId in objectIds)
        {
            if (ProductKey.TryCreate(contentTypeId, objectId, out var key) && _products.TryGetValue(key, out var product))
            {
                found[objectId] = product;
            }
        }

        return ValueTask.FromResult<IReadOnlyDictionary<string, Product>>(found);
    }
}
