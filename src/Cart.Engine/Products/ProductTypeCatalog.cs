namespace Cart.Engine;

/// <summary>The catalog of a shop that has only classes which know how to find their objects.</summary>
internal sealed class ProductTypeCatalog : IProductCatalog
{
    private readonly IServiceProvider _services;
    private readonly ILookup<int, ProductType> _types;

    /// <exception cref="InvalidOperationException">A class cannot find its objects, so all of its products would be unknown.</exception>
    public ProductTypeCatalog(IEnumerable<ProductType> types, IServiceProvider services)
    {
        _services = services;
        _types = types.ToLookup(static type => type.ContentTypeId);
        if (_types.SelectMany(static group => group).FirstOrDefault(static type => type.Find is null) is { Class.Name: var name })
        {
            throw new InvalidOperationException(
                $"AddProducts<{name}>(…) needs find, as others have it; or call services.AddCart().UseProductCatalog<T>() for all of them.");
        }
    }

    public async ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
        int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Product>(objectIds.Count);
        foreach (var type in _types[contentTypeId])
        {
            foreach (var source in await type.Find!(_services, objectIds, cancellationToken).ConfigureAwait(false))
            {
                var (key, name, price) = type.Describe(source);
                if (price is { } unitPrice && objectIds.Contains(key.ObjectId))
                {
                    found[key.ObjectId] = new Product(key, name, unitPrice) { Source = source };
                }
            }
        }

        return found;
    }
}
