using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Compares the lines of a cart with the catalog.</summary>
/// <param name="catalog">The catalog; null if the host has none, in which case every line matches.</param>
/// <param name="options">Says which differences count.</param>
internal sealed class CatalogCheck(IProductCatalog? catalog, CartOptions options)
{
    /// <summary>Returns a <c>price_changed</c> or <c>product_gone</c> problem for each line that differs, in the order of the lines.</summary>
    /// <remarks>A policy of <see cref="CatalogPolicy.Ignore"/> leaves its code out.</remarks>
    public async ValueTask<ImmutableArray<LineProblem>> FindStaleAsync(CartSnapshot cart, CancellationToken cancellationToken = default)
    {
        if (catalog is null || cart.IsEmpty || options is { PriceChange: CatalogPolicy.Ignore, GoneProducts: CatalogPolicy.Ignore })
        {
            return [];
        }

        var products = await catalog.FindAllAsync(cart.Lines.Select(static line => line.Product), cancellationToken).ConfigureAwait(false);
        return Compare(cart, products);
    }

    /// <summary>Compares the lines with products that were found.</summary>
    public ImmutableArray<LineProblem> Compare(CartSnapshot cart, IReadOnlyDictionary<ProductKey, Product> products)
    {
        ImmutableArray<LineProblem>.Builder? problems = null;
        foreach (var line in cart.Lines)
        {
            var product = products.GetValueOrDefault(line.Product);
            var problem = product is null || !CartLimits.IsUnitPrice(product.UnitPrice, cart.Currency)
                ? new LineProblem("product_gone", line.Product)
                : product.UnitPrice != line.UnitPrice
                    ? new LineProblem("price_changed", line.Product)
                    {
                        UnitPrice = cart.Currency.Round(line.UnitPrice),
                        CatalogPrice = cart.Currency.Round(product.UnitPrice),
                    }
                    : null;
            if (problem is not null && PolicyOf(problem) is not CatalogPolicy.Ignore)
            {
                (problems ??= ImmutableArray.CreateBuilder<LineProblem>()).Add(problem);
            }
        }

        return problems?.ToImmutable() ?? [];
    }

    private CatalogPolicy PolicyOf(LineProblem problem) => problem.Code == "price_changed" ? options.PriceChange : options.GoneProducts;
}
