using System.Collections.Frozen;
using System.Runtime.InteropServices;

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
        var batches = new Dictionary<int, HashSet<string>>();
        foreach (var product in products)
        {
            ref var batch = ref CollectionsMarshal.GetValueRefOrAddDefault(batches, product.ContentTypeId, out _);
            (batch ??= []).Add(product.ObjectId);
        }

        var found = new Dictionary<ProductKey, Product>();
        foreach (var (contentTypeId, objectIds) in batches)
        {
            foreach (var (objectId, product) in await catalog.FindAsync(contentTypeId, objectIds, cancellationToken).ConfigureAwait(false))
            {
                found[new ProductKey(contentTypeId, objectId)] = product;
            }
        }

        return found;
    }
}
