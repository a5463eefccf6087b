using System.Globalization;

namespace Cart.Engine;

/// <summary>One line of a cart: so many units of a product, each at one price.</summary>
/// <param name="Product">The product.</param>
/// <param name="Quantity">The number of units, 1 or more.</param>
/// <param name="UnitPrice">The price of one unit, in the cart's currency.</param>
public sealed record CartLine(ProductKey Product, Quantity Quantity, decimal UnitPrice)
{
    /// <summary>Quantity times unit price, exactly.</summary>
    public decimal TotalPrice => Quantity * UnitPrice;

    /// <summary>Returns the line for people, such as <c>7:42 x 2 at 9.99</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Product} x {Quantity} at {UnitPrice}");
}
