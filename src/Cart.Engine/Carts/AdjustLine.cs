namespace Cart.Engine;

/// <summary>
/// Changes the quantity of a line by so many units, whatever it is by then: reaching 0 removes the line, below 0 is refused. Refused with
/// <see cref="CartStatus.LineNotFound"/> when there is no line.
/// </summary>
/// <param name="Product">The product.</param>
/// <param name="Delta">How many units more; fewer, if it is negative. 0 is refused.</param>
public sealed record AdjustLine(ProductKey Product, int Delta) : CartMutation
{
    /// <summary>
    /// Gets the unit price that the line takes if it gains units: 0 or more, with no more decimals than the currency. Default null: the line keeps its price.
    /// </summary>
    public decimal? PriceIfMore { get; init; }
}
