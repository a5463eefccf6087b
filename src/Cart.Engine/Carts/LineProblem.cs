namespace Cart.Engine;

/// <summary>Describes what is wrong with one line of a cart, with the numbers that a shopper needs to correct it.</summary>
/// <param name="Code">The code: <c>insufficient_stock</c>, <c>invalid_quantity</c>, <c>invalid_price</c>, <c>price_changed</c> or <c>product_gone</c>.</param>
/// <param name="Product">The product of the line.</param>
public sealed record LineProblem(string Code, ProductKey Product)
{
    /// <summary>Gets the number of units in stock; null if the inventory checker does not say.</summary>
    public int? Available { get; init; }

    /// <summary>Gets the quantity that the line has or would have; null if the problem is not about a quantity.</summary>
    public long? Requested { get; init; }

    /// <summary>Gets the greatest quantity of a line; null if the problem is not about that limit.</summary>
    public int? Limit { get; init; }

    /// <summary>Gets the unit price of the line; null if the problem is not about a price.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>Gets the unit price in the catalog today; null if the problem is not about a price.</summary>
    public decimal? CatalogPrice { get; init; }

    /// <summary>Gets the explanation for people, in English.</summary>
    public string Message => this switch
    {
        { Code: "insufficient_stock", Available: 0 } => $"{Product} is out of stock.",
        { Code: "insufficient_stock", Available: { } available, Requested: { } requested } =>
            $"Quantity {requested} of {Product} exceeds the available stock of {available}.",
        { Code: "insufficient_stock" } => $"Quantity {Requested} of {Product} exceeds the available stock.",
        { Code: "invalid_quantity", Limit: { } limit } when Requested > limit => $"Quantity {Requested} of {Product} exceeds the limit of {limit}.",
        { Code: "invalid_quantity", Limit: { } limit } => $"Quantity {Requested} of {Product} must be between 1 and {limit}.",
        { Code: "invalid_price" } => FormattableString.Invariant($"The unit price {UnitPrice} of {Product} does not fit the currency."),
        { Code: "too_many_lines" } => $"{Product} does not fit: the cart can have {Limit} lines.",
        { Code: "price_changed" } => FormattableString.Invariant($"The price of {Product} changed from {UnitPrice} to {CatalogPrice}."),
        { Code: "product_gone" } => $"{Product} is no longer sold. Remove it from the cart.",
        _ => $"{Product}: {Code}.",
    };
}
