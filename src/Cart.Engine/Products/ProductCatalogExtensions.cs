using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the storefront's product catalog.</summary>
public static class ProductCatalogExtensions
{
    /// <summary>Prices and names products with <typeparamref name="T"/>, made once a request, so that it can use a database context.</summary>
    /// <typeparam name="T">The host's catalog.</typeparam>
    public static CartBuilder UseProductCatalog<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this CartBuilder builder)
        where T : class, IProductCatalog
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Scoped<IProductCatalog, T>());
        return builder;
    }

    /// <summary>Prices and names products with one catalog that all requests share.</summary>
    public static CartBuilder UseProductCatalog(this CartBuilder builder, IProductCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(catalog);
        builder.Services.Replace(ServiceDescriptor.Singleton(catalog));
        return builder;
    }
}
