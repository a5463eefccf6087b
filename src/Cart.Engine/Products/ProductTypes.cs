using System.Globalization;

namespace Cart.Engine;

/// <summary>Describes how objects of one of the shop's classes become products. The class itself needs no change.</summary>
/// <param name="ContentTypeId">The number of the type in product keys, 1 or more.</param>
/// <param name="Class">The class; its subclasses belong to the same type.</param>
/// <param name="IdOf">Returns an object's id: an integer, a text, or a value whose text is one.</param>
/// <param name="PriceOf">Returns an object's price; null if it has none to compare with.</param>
/// <param name="NameOf">Returns the object's name for shoppers.</param>
/// <param name="Find">Finds objects by their ids; null if the host has another catalog.</param>
internal sealed record ProductType(
    int ContentTypeId, Type Class, Func<object, object?> IdOf, Func<object, decimal?> PriceOf, Func<object, string?> NameOf,
    Func<IServiceProvider, IReadOnlyCollection<string>, CancellationToken, Task<IEnumerable<object>>>? Find)
{
    public DescribedProduct Describe(object product)
    {
        var id = Convert.ToString(IdOf(product), CultureInfo.InvariantCulture) ?? "";
        return ProductKey.TryCreate(ContentTypeId, id, out var key)
            ? new DescribedProduct(key, NameOf(product), PriceOf(product))
            : throw new ArgumentException(
                $"A {Class.Name} with the id '{id}' cannot be put into a cart: an id is an integer, or 1 to {ProductKey.MaxObjectIdLength} "
                + "characters of printable ASCII without a colon.",
                nameof(product));
    }
}

/// <summary>Holds the shop's classes that are registered as products.</summary>
internal sealed class ProductTypes
{
    private readonly Dictionary<Type, ProductType> _byClass;

    internal ProductTypes(IEnumerable<ProductType> types)
    {
        _byClass = [];
        foreach (var type in types)
        {
            if (!_byClass.TryAdd(type.Class, type))
            {
                throw new InvalidOperationException($"AddProducts<{type.Class.Name}>(…) is called twice.");
            }
        }
    }

    /// <summary>
    /// Returns the key of a product: a <see cref="ProductKey"/>, its text such as <c>7:42</c>, a <see cref="Product"/>, or an object of a
    /// registered class.
    /// </summary>
    /// <exception cref="CartRefusedException">The text is not a product key.</exception>
    /// <exception cref="ArgumentException">The class is not registered, or the object has no valid id.</exception>
    public ProductKey KeyOf(object product) => Describe(product).Key;

    /// <summary>Describes a line that a cart may have: a <see cref="LineKey"/>, its text, or a product.</summary>
    /// <inheritdoc cref="KeyOf"/>
    internal DescribedProduct DescribeLine(object product)
    {
        LineKey? key = product is LineKey given ? given : LineKey.TryParse(product as string, out var read) ? read : null;
        return key is { } line && line != default
            ? Describe(line.Product) with { Line = line }
            : Describe(product);
    }

    internal DescribedProduct Describe(object product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return product switch
        {
            ProductKey key => key != default
                ? new DescribedProduct(key, null, null)
                : throw new ArgumentException("The product key is not set.", nameof(product)),
            string text => ProductKey.TryParse(text, out var key)
                ? new DescribedProduct(key, null, null)
                : throw (CartErrors.NotAProduct with { Name = text.ReplaceLineEndings(" ") }).ToException(),
            Product known => new DescribedProduct(known.Key, known.Name, known.UnitPrice),
            _ => TypeOf(product).Describe(product),
        };
    }

    // An object of a subclass, such as a proxy of an object-relational mapper, belongs to the registered class.
    private ProductType TypeOf(object product)
    {
        for (var type = product.GetType(); type is not null; type = type.BaseType)
        {
            if (_byClass.TryGetValue(type, out var known))
            {
                return known;
            }
        }

        var name = product.GetType().Name;
        throw new ArgumentException($"{name} is no product: call services.AddCart().AddProducts<{name}>(…).", nameof(product));
    }
}

/// <summary>Represents the catalog of a shop whose classes can all find their objects.</summary>
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
                var described = type.Describe(source);
                if (described.UnitPrice is { } unitPrice && objectIds.Contains(described.Key.ObjectId))
                {
                    found[described.Key.ObjectId] = new Product(described.Key, described.Name, unitPrice) { Source = source };
                }
            }
        }

        return found;
    }
}
