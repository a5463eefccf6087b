using Cart.Engine;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the storefront's own classes as products.</summary>
public static class ProductTypeExtensions
{
    /// <summary>Lets objects of a class be put into carts as they are.</summary>
    /// <typeparam name="T">The class; its subclasses belong to the same type.</typeparam>
    /// <param name="builder">The builder that <c>services.AddCart()</c> returned.</param>
    /// <param name="contentTypeId">The number of the type in product keys, 1 or more; never change it.</param>
    /// <param name="id">Returns an object's id: an integer, or a text of 1 to 64 characters.</param>
    /// <param name="price">Returns an object's price, which additions can be compared with. Default: it has none.</param>
    /// <param name="name">Returns what a shopper calls an object. Default: its <c>ToString()</c>.</param>
    public static CartBuilder AddProducts<T>(
        this CartBuilder builder,
        int contentTypeId,
        Func<T, object?> id,
        Func<T, decimal?>? price = null,
        Func<T, string?>? name = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(id);
        ArgumentOutOfRangeException.ThrowIfLessThan(contentTypeId, 1);
        builder.Services.AddSingleton(new ProductType(
            contentTypeId,
            typeof(T),
            product => id((T)product),
            product => price?.Invoke((T)product),
            product => name is null ? product.ToString() : name((T)product)));
        return builder;
    }
}
