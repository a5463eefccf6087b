namespace Cart.Engine;

/// <summary>Knows the storefront's classes that can be put into carts.</summary>
public sealed class ProductTypes
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
    /// <exception cref="ProductNotFoundException">The text is not a product key.</exception>
    /// <exception cref="ArgumentException">The class is not registered, or the object has no id that fits.</exception>
    public ProductKey KeyOf(object product) => Describe(product).Key;

    internal DescribedProduct Describe(object product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return product switch
        {
            ProductKey key => key != default
                ? new DescribedProduct(key, key.ToString(), null)
                : throw new ArgumentException("The product key is not set.", nameof(product)),
            string text => ProductKey.TryParse(text, out var key)
                ? new DescribedProduct(key, key.ToString(), null)
                : throw new ProductNotFoundException(
                    $"'{text.ReplaceLineEndings(" ")}' is not a product key. A key is a type and an id, such as 7:42."),
            Product known => new DescribedProduct(known.Key, known.Name, known.UnitPrice),
            _ => TypeOf(product).Describe(product),
        };
    }

    // An object of a subclass, such as a proxy of an object-relational mapper, is a product of the class that is registered.
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
