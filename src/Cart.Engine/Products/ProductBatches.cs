using System.Collections.Frozen;

namespace Cart.Engine;

/// <summary>Asks a catalog for products of several types, with one batch a type.</summary>
public static class ProductBatches
{
    /// <summary>No products.</summary>
    public static IReadOnlyDictionary<ProductKey, Product> None { get; } = FrozenDictionary<ProductKey, Product>.Empty;

    /// <summary>Finds products; those that do not exist, or cannot be bought, are left out.</summary>
    public static async ValueTask<IReadOnlyDictionary<ProductKey, Product>> FindAllAsync(
        this IProductCatalog catalog, IEnumerable<ProductKey> products, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(products);
        var found = new Dictionary<ProductKey, Product>();
        foreach (var ofType in products.Distinct().GroupBy(static product => product.ContentTypeId))
        {
            string[] objectIds = [.. ofType.Select(static product => product.ObjectId)];
            foreach (var (objectId, product) in await catalog.FindAsync(ofType.Key, objectIds, cancellationToken).ConfigureAwait(false))
            {
                found[new ProductKey(ofType.Key, objectId)] = product;
            }
        }

        return found;
    }
}
