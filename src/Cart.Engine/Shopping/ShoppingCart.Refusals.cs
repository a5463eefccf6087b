using System.Collections.Immutable;

namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    private static string NameOf(IReadOnlyList<WantedItem> wanted, ProductKey product) =>
        wanted.First(item => item.Product.Key == product).Product.Name;

    // In the order of the seed: quantities, then the prices; the limits are the store's.
    private async ValueTask<List<WantedItem>> DescribedAsync(
        IReadOnlyList<BulkItem> items, ChangeTerms? terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var described = items.Select(item => (Product: _parts.ProductTypes.Describe(item.Product), item.UnitPrice, item.Quantity)).ToList();
        if (described.Exists(static item => item.Quantity < 1))
        {
            throw CartErrors.QuantityBelowOne.ToException();
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
            : throw ((gone.IsEmpty ? CartErrors.ProductNotFound : CartErrors.ProductGone) with { Lines = gone, Name = product.Name }).ToException();
        return given is { } wanted && price is { } own && wanted != own
            ? throw CartErrors.WrongPrice(own, wanted, Currency.Parse(_parts.Options.Value.Currency)).ToException()
            : given ?? price ?? throw new InvalidOperationException(
                $"The price of {product.Name} is not known: register the products with services.AddCart().UseProductCatalog<T>(), or give a price.");
    }

    /// <summary>Throws the exception of a refusal.</summary>
    private void Accept(CartResult result, Func<ProductKey, string>? nameOf)
    {
        if (result.Status is CartStatus.Ok)
        {
            return;
        }

        var error = CartErrors.Of(result);
        throw (error with
        {
            Name = result.Product is { } product && nameOf is not null ? nameOf(product) : null,
            Currency = Currency.Parse(_parts.Options.Value.Currency),
            Limit = error.Is(CartErrors.InvalidQuantity) ? _parts.Options.Value.MaxQuantityPerItem ?? Quantity.Ceiling.Value : error.Limit,
        }).ToException();
    }
}
