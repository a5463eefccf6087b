using System.Collections.Frozen;

namespace Cart.Engine;

/// <summary>Gives the lines of a change that gain units the catalog's price of the day.</summary>
/// <param name="catalog">The catalog; null if the host has none.</param>
/// <param name="options">Says whether prices and products that are gone count.</param>
internal sealed class PricesOfTheDay(IProductCatalog? catalog, CartOptions options)
{
    private static readonly IReadOnlySet<ProductKey> None = FrozenSet<ProductKey>.Empty;

    private readonly Currency _currency = Currency.Parse(options.Currency);

    /// <summary>Returns whether a change of this kind can have lines without a price.</summary>
    public static bool MayConcern(CartMutation mutation) => mutation is SetLines or AdjustLine;

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

        List<ProductKey> unpriced = mutation switch
        {
            SetLines set => [.. set.Assignments.Where(IsUnpriced).Select(static assignment => assignment.Product)],
            AdjustLine { Delta: > 0, PriceIfMore: null } adjust => [adjust.Product],
            _ => [],
        };
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
        return (options.PriceChange is CatalogPolicy.Ignore ? mutation : Priced(mutation, products), gone, null);
    }

    private static bool IsUnpriced(LineAssignment assignment) =>
        assignment is { UnitPrice: null, PriceIfMore: null } && assignment.Quantity > (Quantity)0;

    private CartMutation Priced(CartMutation mutation, IReadOnlyDictionary<ProductKey, Product> products) => mutation switch
    {
        SetLines set => set.PricedIfMore(assignment => IsUnpriced(assignment) ? PriceOf(assignment.Product, products) : assignment.PriceIfMore),
        AdjustLine adjust => adjust with { PriceIfMore = PriceOf(adjust.Product, products) },
        _ => mutation,
    };

    private decimal? PriceOf(ProductKey product, IReadOnlyDictionary<ProductKey, Product> products) =>
        products.TryGetValue(product, out var known) && CartLimits.IsUnitPrice(known.UnitPrice, _currency) ? known.UnitPrice : null;
}
