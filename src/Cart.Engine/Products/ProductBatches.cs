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
        var keys = products as IReadOnlyCollection<ProductKey> ?? [.. products];
        var found = new Dictionary<ProductKey, Product>(keys.Count);
        await AddAllAsync(catalog, keys, found, cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>Finds products and adds them to those that are known already.</summary>
    internal static async ValueTask AddAllAsync(
        this IProductCatalog catalog, IReadOnlyCollection<ProductKey> keys, Dictionary<ProductKey, Product> found, CancellationToken cancellationToken)
    {
        foreach (var (contentTypeId, objectIds) in ByType(keys))
        {
            foreach (var (objectId, product) in await catalog.FindAsync(contentTypeId, objectIds, cancellationToken).ConfigureAwait(false))
            {
                found[new ProductKey(contentTypeId, objectId)] = product;
            }
        }
    }

    private static IEnumerable<(int ContentTypeId, IReadOnlyCollection<string> ObjectIds)> ByType(IReadOnlyCollection<ProductKey> keys)
    {
        // Most often one product is sought, or several of one type.
        var first = keys.FirstOrDefault();
        if (keys.Count == 1)
        {
            return [(first.ContentTypeId, [first.ObjectId])];
        }

        if (keys.All(key => key.ContentTypeId == first.ContentTypeId))
        {
            return keys.Count == 0 ? [] : [(first.ContentTypeId, keys.Select(static key => key.ObjectId).ToHashSet())];
        }

        var batches = new Dictionary<int, HashSet<string>>();
        foreach (var key in keys)
        {
            ref var batch = ref CollectionsMarshal.GetValueRefOrAddDefault(batches, key.ContentTypeId, out _);
            (batch ??= new HashSet<string>(keys.Count)).Add(key.ObjectId);
        }

        return batches.Select(static batch => (batch.Key, (IReadOnlyCollection<string>)batch.Value));
    }
}
