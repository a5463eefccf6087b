using System.Collections.Frozen;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Asks a catalog for products of several types, with one batch a type.</summary>
internal static class ProductBatches
{
    public static IReadOnlyDictionary<ProductKey, Product> None { get; } = FrozenDictionary<ProductKey, Product>.Empty;

    public static async ValueTask<IReadOnlyDictionary<ProductKey, Product>> FindAllAsync(
        this IProductCatalog catalog, IEnumerable<ProductKey> products, CancellationToken cancellationToken)
    {
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
