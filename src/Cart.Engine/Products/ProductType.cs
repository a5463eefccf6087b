using System.Globalization;

namespace Cart.Engine;

/// <summary>How objects of one of the storefront's classes are put into carts. The class needs no change for it.</summary>
/// <param name="ContentTypeId">The number of the type in product keys, 1 or more.</param>
/// <param name="Class">The class; its subclasses belong to the same type.</param>
/// <param name="IdOf">Returns an object's id: an integer, a text, or what prints as one.</param>
/// <param name="PriceOf">Returns an object's price; null if it has none to compare with.</param>
/// <param name="NameOf">Returns what a shopper calls the object.</param>
/// <param name="Find">Finds objects by their ids; null if the host has another catalog.</param>
internal sealed record ProductType(
    int ContentTypeId, Type Class, Func<object, object?> IdOf, Func<object, decimal?> PriceOf, Func<object, string?> NameOf,
    Func<IServiceProvider, IReadOnlyCollection<string>, CancellationToken, Task<IEnumerable<object>>>? Find)
{
    public DescribedProduct Describe(object product)
    {
        var id = Convert.ToString(IdOf(product), CultureInfo.InvariantCulture) ?? "";
        return ProductKey.TryCreate(ContentTypeId, id, out var key)
            ? new DescribedProduct(key, NameOf(product) ?? key.ToString(), PriceOf(product))
            : throw new ArgumentException(
                $"A {Class.Name} with the id '{id}' cannot be put into a cart: an id is an integer, or 1 to {ProductKey.MaxObjectIdLength} "
                + "characters of printable ASCII without a colon.",
                nameof(product));
    }
}
