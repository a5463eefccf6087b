namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    private static string NameOf(IReadOnlyList<WantedItem> wanted, ProductKey product) =>
        wanted.First(item => item.Product.Key == product).Product.Name;

    // In the order of the seed: quantity, then the price, both of each entry; the limits are the store's.
    private List<WantedItem> Described(IReadOnlyList<BulkItem> items, bool validatePrice)
    {
        ArgumentNullException.ThrowIfNull(items);
        var wanted = new List<WantedItem>(items.Count);
        foreach (var item in items)
        {
            var product = productTypes.Describe(item.Product);
            if (item.Quantity < 1)
            {
                throw new InvalidQuantityException("Quantity must be at least 1.");
            }

            CheckPrice(product, item.UnitPrice, validatePrice);
            wanted.Add(new WantedItem(product, item.Quantity, item.UnitPrice));
        }

        return wanted;
    }

    private void CheckPrice(DescribedProduct product, decimal? unitPrice, bool validatePrice)
    {
        if (validatePrice && unitPrice is { } given && product.UnitPrice is { } own && given != own)
        {
            throw new PriceMismatchException($"Price mismatch: expected {Money(own)}, got {Money(given)}.");
        }
    }

    // Amounts are shown as the currency has them; one that the currency cannot hold is shown as it is.
    private string Money(decimal amount)
    {
        var currency = Currency.Parse(options.Value.Currency);
        return currency.Holds(amount) ? currency.Format(amount) : amount.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private InvalidQuantityException TooMany(CartResult result) =>
        new($"Quantity cannot exceed {options.Value.MaxQuantityPerItem ?? Quantity.Ceiling.Value}.", result.Problems);

    /// <summary>Throws the exception of a refusal.</summary>
    private void Accept(CartResult result, Func<ProductKey, string>? nameOf)
    {
        if (result.Status is CartStatus.Ok)
        {
            return;
        }

        var name = result.Product is { } product && nameOf is not null ? nameOf(product) : "";
        throw result.Status switch
        {
            CartStatus.InvalidQuantity or CartStatus.QuantityLimit => TooMany(result),
            CartStatus.InvalidPrice => new InvalidPriceException(
                $"A unit price is 0 to {CartLimits.MaxUnitPrice}, with at most {Currency.Parse(options.Value.Currency).Decimals} decimals."),
            CartStatus.LineNotFound => new ItemDoesNotExistException($"Product {name} is not in this cart."),
            CartStatus.InsufficientStock => new InsufficientStockException($"Not enough {name} stock available.", result.Problems),
            CartStatus.ProductGone => new ProductNotFoundException($"{name} is no longer sold.", result.Problems),
            CartStatus.DiscountApplied => new InvalidDiscountException(DiscountRefusal.Of(DiscountProblem.AlreadyApplied, result.Snapshot?.DiscountCode ?? "")),
            var status => new CartRefusedException(status, result.Hold?.Remaining, result.Limit),
        };
    }
}
