using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine;

/// <summary>
/// Provides the products of the shop. Names and prices come from here, never from a shopper's request.
/// </summary>
/// <remarks>An extension point: the host registers its own with <c>UseProductCatalog</c>.</remarks>
public interface IProductCatalog
{
    /// <summary>Returns products of one type, in one batch.</summary>
    /// <param name="contentTypeId">The number of the products' type.</param>
    /// <param name="objectIds">The ids within that type, each once.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The products that exist and can be bought, by object id. Others are missing.</returns>
    ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
        int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default);
}

/// <summary>Represents a product of the catalog.</summary>
/// <param name="Key">The product's type and id.</param>
/// <param name="Name">The name for shoppers.</param>
/// <param name="UnitPrice">The price of one unit: 0 or more, with no more decimals than the currency.</param>
public sealed record Product(ProductKey Key, string Name, decimal UnitPrice)
{
    /// <summary>Gets the stock, in units; null for unlimited.</summary>
    public int? Stock { get; init; }

    /// <summary>Gets the shop's own object for the product; null if the catalog has none.</summary>
    public object? Source { get; init; }
}

/// <summary>Represents what is known about a product that the host passes.</summary>
/// <param name="Key">The product's type and id.</param>
/// <param name="GivenName">The name for shoppers; null if it is not known.</param>
/// <param name="UnitPrice">Its price; null if it has none to compare with.</param>
internal readonly record struct DescribedProduct(ProductKey Key, string? GivenName, decimal? UnitPrice)
{
    /// <summary>Gets the name for shoppers; the key if there is none.</summary>
    public string Name => GivenName ?? Line.ToString();

    /// <summary>Gets the line. Default: the product's line without attributes.</summary>
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

/// <summary>Reads products of several types from a catalog, in one batch for each type.</summary>
internal static class ProductBatches
{
    /// <summary>Returns products. Those that do not exist or cannot be bought are missing.</summary>
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

    /// <summary>Reads products and adds them to those that are known already.</summary>
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
        // Usually there is one product, or several of one type.
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

/// <summary>Represents a catalog with a fixed list of products, for small shops, samples and tests.</summary>
public sealed class FixedProductCatalog : IProductCatalog
{
    private readonly FrozenDictionary<ProductKey, Product> _products;

    /// <summary>Initializes the catalog.</summary>
    /// <exception cref="ArgumentException">A product occurs twice.</exception>
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

/// <summary>Caches the products that a request reads from the catalog. None is read twice until <see cref="Forget"/>.</summary>
/// <remarks>There is one instance for each request. Not thread-safe.</remarks>
/// <param name="faults">Logs failures of the catalog; shared by all requests.</param>
/// <param name="catalog">The catalog; null if the host has none.</param>
internal sealed class ShopProducts([FromKeyedServices(typeof(IProductCatalog))] FaultLog faults, IProductCatalog? catalog = null)
{
    private static readonly Dictionary<ProductKey, Product> None = [];

    private Dictionary<ProductKey, Product> _found = None;
    private HashSet<ProductKey>? _absent;

    /// <summary>Gets whether the host has a catalog.</summary>
    public bool HasCatalog => catalog is not null;

    /// <summary>Gets the products that were found so far.</summary>
    public IReadOnlyDictionary<ProductKey, Product> Found => _found;

    /// <summary>Returns products, and possibly others that were found before. Products that the shop does not sell are missing.</summary>
    /// <exception cref="CartUnavailableException">The catalog failed. Nothing was changed.</exception>
    public ValueTask<IReadOnlyDictionary<ProductKey, Product>> FindAsync(
        IEnumerable<ProductKey> products, CancellationToken cancellationToken = default)
    {
        List<ProductKey>? unknown = null;
        foreach (var product in products)
        {
            Ask(product, ref unknown);
        }

        return unknown is null || catalog is null
            ? ValueTask.FromResult<IReadOnlyDictionary<ProductKey, Product>>(_found)
            : AskAsync(unknown, cancellationToken);
    }

    /// <summary>Returns the products of lines, or null if the catalog failed or the host has none. For callers that can do without.</summary>
    public async ValueTask<IReadOnlyDictionary<ProductKey, Product>?> TryFindAsync(
        ImmutableArray<CartLine> lines, CancellationToken cancellationToken = default)
    {
        List<ProductKey>? unknown = null;
        foreach (var line in lines)
        {
            Ask(line.Product, ref unknown);
        }

        try
        {
            return catalog is null ? null : unknown is null ? _found : await AskAsync(unknown, cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Clears the cache.</summary>
    public void Forget() => (_found, _absent) = (None, null);

    private void Ask(ProductKey product, ref List<ProductKey>? unknown)
    {
        if (!_found.ContainsKey(product) && _absent?.Contains(product) is not true)
        {
            (unknown ??= []).Add(product);
        }
    }

    private async ValueTask<IReadOnlyDictionary<ProductKey, Product>> AskAsync(List<ProductKey> unknown, CancellationToken cancellationToken)
    {
        try
        {
            // Large enough at once: it would otherwise grow in several steps with the lines of a cart.
            _found = ReferenceEquals(_found, None) ? [] : _found;
            _found.EnsureCapacity(_found.Count + unknown.Count);
            await catalog!.AddAllAsync(unknown, _found, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            faults.Failed("", fault);
            throw new CartUnavailableException("The product catalog did not answer. Nothing was changed.", outcomeUnknown: false, fault) { IsLogged = true };
        }

        faults.Succeeded();
        foreach (var product in unknown)
        {
            if (!_found.ContainsKey(product))
            {
                (_absent ??= []).Add(product);
            }
        }

        return _found;
    }
}
