namespace Cart.Engine;

/// <summary>One of many products to put into a cart at once.</summary>
/// <param name="Product">A <see cref="ProductKey"/>, its text such as <c>7:42</c>, a <see cref="Engine.Product"/>, or an object of a class.</param>
/// <param name="UnitPrice">The price of one unit, with no more decimals than the currency; null for the catalog's.</param>
/// <param name="Quantity">How many units: 1 or more.</param>
public sealed record BulkItem(object Product, decimal? UnitPrice = null, int Quantity = 1);
