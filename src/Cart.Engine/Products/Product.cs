namespace Cart.Engine;

/// <summary>What a cart needs to know of a product.</summary>
/// <param name="Key">The product's type and id.</param>
/// <param name="Name">What a shopper calls it.</param>
/// <param name="UnitPrice">The price of one unit: 0 or more, with no more decimals than the currency.</param>
public sealed record Product(ProductKey Key, string Name, decimal UnitPrice)
{
    /// <summary>How many units there are; null for any number.</summary>
    public int? Stock { get; init; }

    /// <summary>The storefront's own object for the product; null if the catalog has none.</summary>
    public object? Source { get; init; }
}
