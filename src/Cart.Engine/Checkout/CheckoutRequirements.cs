using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Finds every reason why a cart cannot be ordered as it is: products that are gone, stock, prices where the host asks for that, the minimum of
/// an order, the discount, the total. The checkout and <see cref="ShoppingCart.CanCheckoutAsync"/> ask the same questions.
/// </summary>
public sealed class CheckoutRequirements(
    IInventoryChecker inventory, IOptions<CartOptions> options, ILogger<CheckoutRequirements> logger, IProductCatalog? catalog = null)
{
    private readonly CartOptions _options = options.Value;

    /// <summary>Whether the host has a catalog or a stock checker to ask.</summary>
    internal bool AsksHost => catalog is not null || inventory is not UnlimitedInventory;

    /// <summary>Asks the catalog for the products of a cart, in one batch a type.</summary>
    /// <returns>The products; null if the host has no catalog, or it did not answer.</returns>
    /// <remarks>A catalog that does not answer costs the order its names, not the shop its order.</remarks>
    public async ValueTask<IReadOnlyDictionary<ProductKey, Product>?> FindProductsAsync(CartSnapshot cart, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cart);
        if (catalog is null)
        {
            return null;
        }

        try
        {
            return await catalog.FindAllAsync(cart.Lines.Select(static line => line.Product), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            logger.CheckoutWithoutCatalog(fault);
            return null;
        }
    }

    /// <summary>Returns the problems of the lines: first products that are gone, then stock, then prices. The stock of all lines is asked for.</summary>
    /// <param name="cart">The cart.</param>
    /// <param name="products">What the catalog answered; null for nothing.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async ValueTask<ImmutableArray<CheckoutProblem>> CheckLinesAsync(
        CartSnapshot cart, IReadOnlyDictionary<ProductKey, Product>? products, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cart);
        ImmutableArray<LineProblem> stale = products is null
            ? []
            : [.. new CatalogCheck(catalog, _options).Compare(cart, products).Where(problem => PolicyOf(problem) is CatalogPolicy.Refuse)];
        var gone = stale.Where(static problem => problem.Code == "product_gone").ToList();
        var asked = cart.Lines.Where(line => gone.TrueForAll(problem => problem.Product != line.Product));
        var shortLines = await new StockCheck(inventory).FindShortAsync(asked, cancellationToken).ConfigureAwait(false);
        return [.. gone.Concat(shortLines).Concat(stale.Except(gone)).Select(problem => CheckoutProblem.Of(problem, cart))];
    }

    /// <summary>Returns the problems of the cart as a whole: the minimum of an order, the discount, a total too great.</summary>
    public async ValueTask<ImmutableArray<CheckoutProblem>> CheckAmountsAsync(CartPricing pricing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pricing);
        var currency = pricing.Cart.Currency;
        var problems = ImmutableArray.CreateBuilder<CheckoutProblem>();
        if (pricing.IsExact && _options.MinOrderAmount is { } minimum && pricing.Summary < minimum)
        {
            problems.Add(new CheckoutProblem(CheckoutStatus.MinimumOrderNotMet, "minimum_order_not_met", $"Minimum order amount is {Shown(minimum)}.")
            {
                Currency = currency,
                Minimum = minimum,
                Summary = pricing.Summary,
            });
        }

        if (await pricing.GetDiscountAsync(cancellationToken).ConfigureAwait(false) is { Refusal: { } refusal })
        {
            problems.Add(CheckoutProblem.Of(refusal, currency));
        }

        if (await pricing.GetTotalsAsync(cancellationToken).ConfigureAwait(false) is null)
        {
            problems.Add(new CheckoutProblem(CheckoutStatus.TotalTooGreat, "total_too_great", new TotalTooGreatException().Message) { Currency = currency });
        }

        return problems.DrainToImmutable();

        // An amount that the currency cannot hold is shown as it is.
        string Shown(decimal amount) => currency.Holds(amount)
            ? currency.Format(amount)
            : amount.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private CatalogPolicy PolicyOf(LineProblem problem) => problem.Code == "price_changed" ? _options.PriceChange : _options.GoneProducts;
}
