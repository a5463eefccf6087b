namespace Cart.Engine;

/// <summary>What a line is to be.</summary>
/// <param name="Product">The product.</param>
/// <param name="Quantity">The new quantity: 1 or more, 0 to remove the line, null to keep it.</param>
/// <param name="UnitPrice">The new unit price: 0 or more, with no more decimals than the currency; null to keep it.</param>
public sealed record LineAssignment(ProductKey Product, Quantity? Quantity, decimal? UnitPrice = null)
{
    /// <summary>
    /// Gets the unit price that the line takes if it gains units: 0 or more, with no more decimals than the currency. Default null: the line keeps its price.
    /// It counts only if <see cref="UnitPrice"/> is null.
    /// </summary>
    public decimal? PriceIfMore { get; init; }
}
