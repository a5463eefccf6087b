using System.Collections.Frozen;
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
                ? new LineProblem("product_gone", line.Key)
                : product.UnitPrice != line.UnitPrice
                    ? new LineProblem("price_changed", line.Key)
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

/// <summary>Gives the lines of a change that gain units the catalog's price of the day.</summary>
/// <param name="catalog">The catalog; null if the host has none.</param>
/// <param name="options">Says whether prices and products that are gone count.</param>
internal sealed class PricesOfTheDay(IProductCatalog? catalog, CartOptions options)
{
    private static readonly IReadOnlySet<ProductKey> None = FrozenSet<ProductKey>.Empty;

    private readonly Currency _currency = Currency.Parse(options.Currency);

    /// <summary>
    /// Returns the change with the prices, the products that the catalog does not have, and the fault of a catalog that failed. Without a catalog the change is
    /// returned as it is, and so are lines with a price of their own.
    /// </summary>
    public async ValueTask<(CartMutation Priced, IReadOnlySet<ProductKey> Gone, Exception? Fault)> PriceAsync(
        CartMutation mutation, CancellationToken cancellationToken)
    {
        if (catalog is null || options is { PriceChange: CatalogPolicy.Ignore, GoneProducts: not CatalogPolicy.Refuse })
        {
            return (mutation, None, null);
        }

        List<ProductKey> unpriced = [.. mutation.Unpriced.Select(static key => key.Product)];
        if (unpriced.Count == 0)
        {
            return (mutation, None, null);
        }

        IReadOnlyDictionary<ProductKey, Product> products;
        try
        {
            products = await catalog.FindAllAsync(unpriced, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return (mutation, unpriced.ToHashSet(), fault);
        }

        var gone = options.GoneProducts is CatalogPolicy.Refuse
            ? unpriced.Where(product => PriceOf(product, products) is null).ToHashSet()
            : None;
        return (options.PriceChange is CatalogPolicy.Ignore ? mutation : mutation.WithPrices(product => PriceOf(product, products)), gone, null);
    }

    private decimal? PriceOf(ProductKey product, IReadOnlyDictionary<ProductKey, Product> products) =>
        products.TryGetValue(product, out var known) && CartLimits.IsUnitPrice(known.UnitPrice, _currency) ? known.UnitPrice : null;
}
