using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Compares the lines of a cart with the catalog.</summary>
/// <param name="products">The catalog's products. Without a catalog, every line matches.</param>
/// <param name="options">The options, which say which differences count.</param>
internal sealed class CatalogCheck(ShopProducts products, CartOptions options)
{
    /// <summary>Returns a <c>price_changed</c> or <c>product_gone</c> problem for each line that differs, in the order of the lines.</summary>
    /// <remarks>
    /// With <see cref="CatalogPolicy.Ignore"/>, its code is left out. A failing catalog gives no problems, so that it does not hide the cart.
    /// </remarks>
    public async ValueTask<ImmutableArray<LineProblem>> FindStaleAsync(CartSnapshot cart, CancellationToken cancellationToken = default)
    {
        if (!products.HasCatalog || cart.IsEmpty || options is { PriceChange: CatalogPolicy.Ignore, GoneProducts: CatalogPolicy.Ignore })
        {
            return [];
        }

        var found = await products.TryFindAsync(cart.Lines, cancellationToken).ConfigureAwait(false);
        return found is null ? [] : Compare(cart, found);
    }

    /// <summary>Compares the lines with the given products.</summary>
    public ImmutableArray<LineProblem> Compare(CartSnapshot cart, IReadOnlyDictionary<ProductKey, Product> found)
    {
        ImmutableArray<LineProblem>.Builder? problems = null;
        foreach (var line in cart.Lines)
        {
            var product = found.GetValueOrDefault(line.Product);
            var problem = product is null || !CartLimits.IsUnitPrice(product.UnitPrice, cart.Currency)
                ? new LineProblem(CartErrors.ProductGone.Code, line.Key)
                : product.UnitPrice != line.UnitPrice
                    ? new LineProblem(CartErrors.PriceChanged.Code, line.Key)
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

    private CatalogPolicy PolicyOf(LineProblem problem) => problem.Code == CartErrors.PriceChanged.Code ? options.PriceChange : options.GoneProducts;
}

/// <summary>Gives the lines of a change that gain units the catalog's current price.</summary>
/// <param name="products">The catalog's products.</param>
/// <param name="options">The options, which say whether changed prices and missing products count.</param>
internal sealed class PricesOfTheDay(ShopProducts products, CartOptions options)
{
    private static readonly IReadOnlySet<ProductKey> None = FrozenSet<ProductKey>.Empty;

    private readonly Currency _currency = Currency.Parse(options.Currency);

    /// <summary>
    /// Returns the change with the prices, the products that the catalog does not have, and the fault of a failing catalog. Without a catalog, the
    /// change is returned unchanged. Lines with a given price keep it.
    /// </summary>
    public async ValueTask<(CartMutation Priced, IReadOnlySet<ProductKey> Gone, CartUnavailableException? Fault)> PriceAsync(
        CartMutation mutation, CancellationToken cancellationToken)
    {
        if (!products.HasCatalog || options is { PriceChange: CatalogPolicy.Ignore, GoneProducts: not CatalogPolicy.Refuse })
        {
            return (mutation, None, null);
        }

        List<ProductKey> unpriced = [.. mutation.Unpriced.Select(static key => key.Product)];
        if (unpriced.Count == 0)
        {
            return (mutation, None, null);
        }

        IReadOnlyDictionary<ProductKey, Product> found;
        try
        {
            found = await products.FindAsync(unpriced, cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException fault)
        {
            return (mutation, unpriced.ToHashSet(), fault);
        }

        var gone = options.GoneProducts is CatalogPolicy.Refuse
            ? unpriced.Where(product => PriceOf(product, found) is null).ToHashSet()
            : None;
        return (options.PriceChange is CatalogPolicy.Ignore ? mutation : mutation.WithPrices(product => PriceOf(product, found)), gone, null);
    }

    private decimal? PriceOf(ProductKey product, IReadOnlyDictionary<ProductKey, Product> found) =>
        found.TryGetValue(product, out var known) && CartLimits.IsUnitPrice(known.UnitPrice, _currency) ? known.UnitPrice : null;
}
