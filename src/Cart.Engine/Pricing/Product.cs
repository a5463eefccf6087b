namespace Cart.Engine;

/// <summary>What a cart needs to know of a product.</summary>
/// <param name="Key">The product's type and id.</param>
/// <param name="Name">What a shopper calls it.</param>
/// <param name="UnitPrice">The price of one unit: 0 or more, with no more decimals than the currency.</param>
public sealed record Product(ProductKey Key, string Name, decimal UnitPrice);
