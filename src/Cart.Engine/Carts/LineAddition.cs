namespace Cart.Engine;

/// <summary>Units of one product to put into a cart.</summary>
/// <param name="Product">The product.</param>
/// <param name="Quantity">How many units to add: 1 or more.</param>
/// <param name="UnitPrice">The price that the whole line takes: 0 or more, with no more decimals than the currency.</param>
public sealed record LineAddition(ProductKey Product, Quantity Quantity, decimal UnitPrice);
