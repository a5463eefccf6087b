using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Takes over the lines of a source that is sealed for this merge, once for ever: a repeat changes nothing, however much later. A
/// quantity above the limit becomes the limit, which <see cref="CartResult.Clamped"/> tells. The source's discount and
/// shipping option are taken over if there are none. The version passes the source's. An attempt that was given up is refused with <see cref="CartStatus.MergeRefused"/>.
/// </summary>
/// <param name="Source">The source.</param>
/// <param name="Attempt">The source's version when it was sealed.</param>
/// <param name="Strategy">What becomes of the products that both have.</param>
/// <param name="Lines">The source's lines, each product once.</param>
/// <param name="DiscountCode">The code of the source's discount; null for none.</param>
/// <param name="ShippingOptionId">The id of the source's shipping option; null for none.</param>
public sealed record MergeLines(
    CartId Source, long Attempt, MergeStrategy Strategy, ImmutableArray<CartLine> Lines, string? DiscountCode = null,
    string? ShippingOptionId = null) : CartCommand
{
    /// <summary>
    /// Gets the greatest quantity that the stock allows for each of the <see cref="Lines"/>, in their order. A line that gains units is cut to it, but keeps what
    /// the target had; without any unit it is left off. Default empty: the stock limits nothing.
    /// </summary>
    public ImmutableArray<Quantity> StockCeilings { get; init; } = [];
}
