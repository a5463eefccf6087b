using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the shop's own classes as products.</summary>
public static class ProductTypeExtensions
{
    /// <summary>Allows objects of a class in carts. With <paramref name="find"/> they are also the catalog of the shop.</summary>
    /// <typeparam name="T">The class; its subclasses belong to the same type.</typeparam>
    /// <param name="builder">The builder that <c>services.AddCart()</c> returned.</param>
    /// <param name="contentTypeId">The number of the type in product keys, 1 or more; never change it.</param>
    /// <param name="id">Returns an object's id: an integer, or a text of 1 to 64 characters.</param>
    /// <param name="price">Returns an object's price. Default: none, so an addition must give one.</param>
    /// <param name="name">Returns an object's name for shoppers. Default: its <c>ToString()</c>.</param>
    /// <param name="find">
    /// Returns the objects with some ids, for the names and prices of products that are known by key; other returned objects are ignored. It gets
    /// the services of the request. Default: another catalog provides them, see <c>UseProductCatalog</c>, which replaces this one.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="find"/> is given without <paramref name="price"/>.</exception>
    public static CartBuilder AddProducts<T>(
        this CartBuilder builder,
        int contentTypeId,
        Func<T, object?> id,
        Func<T, decimal?>? price = null,
        Func<T, string?>? name = null,
        Func<IServiceProvider, IReadOnlyCollection<string>, CancellationToken, Task<IEnumerable<T>>>? find = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(id);
        ArgumentOutOfRangeException.ThrowIfLessThan(contentTypeId, 1);
        if (find is not null)
        {
            ArgumentNullException.ThrowIfNull(price);
            builder.Services.TryAddScoped<IProductCatalog>(static provider =>
                new ProductTypeCatalog(provider.GetServices<ProductType>(), provider));
        }

        builder.Services.AddSingleton(new ProductType(
            contentTypeId,
            typeof(T),
            product => id((T)product),
            product => price?.Invoke((T)product),
            product => name is null ? product.ToString() : name((T)product),
            find is null ? null : async (services, ids, token) => await find(services, ids, token).ConfigureAwait(false)));
        return builder;
    }
}

/// <summary>Registers the shop's product catalog.</summary>
public static class ProductCatalogExtensions
{
    /// <summary>Uses the catalog <typeparamref name="T"/>, created once for each request, so that it can use a database context.</summary>
    /// <typeparam name="T">The host's catalog.</typeparam>
    public static CartBuilder UseProductCatalog<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this CartBuilder builder)
        where T : class, IProductCatalog
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Scoped<IProductCatalog, T>());
        return builder;
    }

    /// <summary>Uses a singleton catalog, which must be thread-safe.</summary>
    public static CartBuilder UseProductCatalog(this CartBuilder builder, IProductCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(catalog);
        builder.Services.Replace(ServiceDescriptor.Singleton(catalog));
        return builder;
    }
}
