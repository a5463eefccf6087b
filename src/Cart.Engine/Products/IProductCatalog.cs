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
