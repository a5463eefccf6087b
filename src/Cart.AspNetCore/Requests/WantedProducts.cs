using Cart.Engine;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>The products that a request wants, as the shop's catalog has them.</summary>
internal sealed class WantedProducts(IProductCatalog catalog, RequestFaults faults, ILogger<WantedProducts> logger)
{
    /// <summary>Finds products; those that the shop does not sell are left out.</summary>
    /// <exception cref="RefusedRequestException">The catalog failed; nothing was changed.</exception>
    public async ValueTask<IReadOnlyDictionary<ProductKey, Product>> FindAsync(
        IEnumerable<ProductKey> products, CancellationToken cancellationToken)
    {
        try
        {
            var found = await catalog.FindAllAsync(products, cancellationToken).ConfigureAwait(false);
            faults.Catalog.Succeeded();
            return found;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            faults.Catalog.Failed("", fault);
            throw new RefusedRequestException(CartProblems.StoreUnavailable(outcomeUnknown: false));
        }
    }

    /// <summary>Returns the refusal of a product whose price the currency cannot hold: the shop's fault, which its log tells.</summary>
    public CartProblem NotSellable(ProductKey? product)
    {
        logger.PriceUnusable(product);
        return CartProblems.NotSellable;
    }
}
