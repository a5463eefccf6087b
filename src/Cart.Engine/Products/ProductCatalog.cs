using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine;

/// <summary>
/// The storefront's products. Whatever comes from a shopper is named and priced here, never by the request.
/// </summary>
/// <remarks>An extension point: the host registers its own with <c>UseProductCatalog</c>.</remarks>
public interface IProductCatalog
{
    /// <summary>Finds products of one type, in one batch.</summary>
    /// <param name="contentTypeId">The number of the products' type.</param>
    /// <param name="objectIds">The ids to look for within that type, each once.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The products that exist and can be bought, by object id; the others are left out.</returns>
    ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
        int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default);
}

/// <summary>What a cart needs to know of a product.</summary>
/// <param name="Key">The product's type and id.</param>
/// <param name="Name">What a shopper calls it.</param>
/// <param name="UnitPrice">The price of one unit: 0 or more, with no more decimals than the currency.</param>
public sealed record Product(ProductKey Key, string Name, decimal UnitPrice)
{
    /// <summary>Gets how many units there are; null for any number.</summary>
    public int? Stock { get; init; }

    /// <summary>Gets the storefront's own object for the product; null if the catalog has none.</summary>
    public object? Source { get; init; }
}

/// <summary>What is known of a product that the storefront names.</summary>
/// <param name="Key">The product's type and id.</param>
/// <param name="Name">What a shopper calls it.</param>
/// <param name="UnitPrice">Its price; null if it has none to compare with.</param>
internal readonly record struct DescribedProduct(ProductKey Key, string Name, decimal? UnitPrice)
{
    /// <summary>Gets the line that is meant. Default: the product's line without attributes.</summary>
    public LineKey Line
    {
        get => field == default ? LineKey.Of(Key) : field;
        init;
    }
}

/// <summary>Specifies what happens to lines of a cart that no longer match the catalog.</summary>
public enum CatalogPolicy
{
    /// <summary>Lines are not compared with the catalog.</summary>
    Ignore = 0,

    /// <summary>The cart carries a warning. A checkout succeeds.</summary>
    Report = 1,

    /// <summary>The cart carries a warning. A checkout is refused with its code.</summary>
    Refuse = 2,
}

/// <summary>Asks a catalog for products of several types, with one batch a type.</summary>
internal static class ProductBatches
{
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

/// <summary>The products that a request has asked the shop's catalog for. None is asked for twice, until <see cref="Forget"/>.</summary>
/// <remarks>One for each request, and for one caller at a time.</remarks>
/// <param name="faults">Logs that the catalog fails; shared by all requests.</param>
/// <param name="catalog">The catalog; null if the host has none.</param>
internal sealed class ShopProducts([FromKeyedServices(typeof(IProductCatalog))] FaultLog faults, IProductCatalog? catalog = null)
{
    private readonly Dictionary<ProductKey, Product> _found = [];
    private HashSet<ProductKey>? _absent;

    /// <summary>Gets whether the host has a catalog.</summary>
    public bool HasCatalog => catalog is not null;

    /// <summary>Gets what was found so far.</summary>
    public IReadOnlyDictionary<ProductKey, Product> Found => _found;

    /// <summary>Returns products, among others that were found before; those that the shop does not sell are left out.</summary>
    /// <exception cref="CartUnavailableException">The catalog failed. Nothing was changed.</exception>
    public async ValueTask<IReadOnlyDictionary<ProductKey, Product>> FindAsync(
        IEnumerable<ProductKey> products, CancellationToken cancellationToken = default)
    {
        List<ProductKey>? unknown = null;
        foreach (var product in products)
        {
            if (!_found.ContainsKey(product) && _absent?.Contains(product) is not true)
            {
                (unknown ??= []).Add(product);
            }
        }

        if (unknown is null || catalog is null)
        {
            return _found;
        }

        try
        {
            await catalog.AddAllAsync(unknown, _found, cancellationToken).ConfigureAwait(false);
            faults.Succeeded();
            if (unknown.Exists(product => !_found.ContainsKey(product)))
            {
                (_absent ??= []).UnionWith(unknown.Where(product => !_found.ContainsKey(product)));
            }

            return _found;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            faults.Failed("", fault);
            throw new CartUnavailableException("The product catalog did not answer. Nothing was changed.", outcomeUnknown: false, fault) { IsLogged = true };
        }
    }

    /// <summary>Returns the same, for what can do without; null if the catalog failed, or the host has none.</summary>
    public async ValueTask<IReadOnlyDictionary<ProductKey, Product>?> TryFindAsync(
        IEnumerable<ProductKey> products, CancellationToken cancellationToken = default)
    {
        try
        {
            return catalog is null ? null : await FindAsync(products, cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Forgets what was found, so that the next question is asked anew.</summary>
    public void Forget()
    {
        _found.Clear();
        _absent = null;
    }
}
