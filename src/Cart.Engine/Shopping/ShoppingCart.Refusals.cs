using System.Collections.Immutable;

namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    private static string NameOf(IReadOnlyList<WantedItem> wanted, LineKey key) => wanted.First(item => item.Product.Line == key).Product.Name;

    // In the order of the seed: quantities, then the prices; the limits are the store's.
    private async ValueTask<List<WantedItem>> DescribedAsync(
        IReadOnlyList<BulkItem> items, ChangeTerms? terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var described = items.Select(item => (Product: _parts.ProductTypes.Describe(item.Product), item.UnitPrice, item.Quantity)).ToList();
        if (described.Exists(static item => item.Quantity < 1))
        {
            throw new InvalidQuantityException("Quantity must be at least 1.");
        }

        var ownPrices = terms?.OwnPrices is true;
        var asked = described.Where(item => item.UnitPrice is null || !ownPrices).Select(static item => item.Product.Key).ToList();
        var products = await FindProductsAsync(asked, cancellationToken).ConfigureAwait(false);
        return [.. described.Select(item => new WantedItem(
            item.Product,
            item.Quantity,
            ownPrices && item.UnitPrice is { } own ? own : PriceOf(item.Product, item.UnitPrice, products, [])))];
    }

    private async ValueTask<IReadOnlyDictionary<ProductKey, Product>> FindProductsAsync(
        List<ProductKey> products, CancellationToken cancellationToken)
    {
        try
        {
            return _parts.Catalog is null || products.Count == 0
                ? ProductBatches.None
                : await _parts.Catalog.FindAllAsync(products, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new CartUnavailableException("The product catalog did not answer. Nothing was changed.", outcomeUnknown: false, fault);
        }
    }

    // The catalog's price counts, or without a catalog the product's own. A given price has to be that one.
    private decimal PriceOf(
        DescribedProduct product, decimal? given, IReadOnlyDictionary<ProductKey, Product> products, ImmutableArray<LineProblem> gone)
    {
        var price = _parts.Catalog is null ? product.UnitPrice
            : products.TryGetValue(product.Key, out var known) ? known.UnitPrice
            : throw new ProductNotFoundException($"{product.Name} is not sold.", gone);
        return given is { } wanted && price is { } own && wanted != own
            ? throw new PriceMismatchException($"Price mismatch: expected {Money(own)}, got {Money(wanted)}.")
            : given ?? price ?? throw new InvalidOperationException(
                $"The price of {product.Name} is not known: register the products with services.AddCart().UseProductCatalog<T>(), or give a price.");
    }

    // Amounts are shown as the currency has them; one that the currency cannot hold is shown as it is.
    private string Money(decimal amount)
    {
        var currency = Currency.Parse(_parts.Options.Value.Currency);
        return currency.Holds(amount) ? currency.Format(amount) : amount.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private InvalidQuantityException TooMany(CartResult result) =>
        new($"Quantity cannot exceed {_parts.Options.Value.MaxQuantityPerItem ?? int.MaxValue}.", result.Problems);

    /// <summary>Throws the exception of a refusal.</summary>
    private void Accept(CartResult result, Func<LineKey, string>? nameOf)
    {
        if (result.Status is CartStatus.Ok)
        {
            return;
        }

        var name = result.Line is { } line && nameOf is not null ? nameOf(line) : "";
        throw result.Status switch
        {
            CartStatus.InvalidQuantity or CartStatus.QuantityLimit => TooMany(result),
            CartStatus.InvalidPrice => new InvalidPriceException(
                $"A unit price is 0 to {CartLimits.MaxUnitPrice}, with at most {Currency.Parse(_parts.Options.Value.Currency).Decimals} decimals."),
            CartStatus.LineNotFound => new ItemDoesNotExistException($"Product {name} is not in this cart."),
            CartStatus.InsufficientStock => new InsufficientStockException($"Not enough {name} stock available.", result.Problems),
            CartStatus.ProductGone => new ProductNotFoundException($"{name} is no longer sold.", result.Problems),
            CartStatus.DiscountApplied => new InvalidDiscountException(DiscountRefusal.Of(DiscountProblem.AlreadyApplied, result.Snapshot?.DiscountCodes.FirstOrDefault() ?? "")),
            var status => new CartRefusedException(status, result.Hold?.Remaining, result.Limit),
        };
    }
}
