namespace Cart.Engine;

/// <summary>An entry of a bulk change, with its product found out.</summary>
internal sealed record WantedItem(DescribedProduct Product, Quantity Quantity, decimal UnitPrice);
