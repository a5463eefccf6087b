using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Seals a cart, the source, for a merge into another, and answers it whole. Repeating it for the same target answers the same.
/// </summary>
/// <param name="Merge">The target and the strategy.</param>
internal sealed record BeginMerge(CartMerge Merge) : CartCommand
{
    /// <summary>Gets whether an empty cart is sealed too. Default false: it is refused with <see cref="CartStatus.CartEmpty"/>.</summary>
    public bool EvenIfEmpty { get; init; }
}

/// <summary>
/// Takes over the lines of a source that is sealed for this merge, once for ever: a repeat changes nothing, however much later. A
/// quantity above the limit becomes the limit, which <see cref="CartResult.Clamped"/> tells. The source's discount and
/// shipping option are taken over if there are none. The version passes the source's. An attempt that was given up is refused with <see cref="CartStatus.MergeRefused"/>.
/// </summary>
/// <param name="Source">The source.</param>
/// <param name="Attempt">The source's version when it was sealed.</param>
/// <param name="Strategy">What becomes of the lines that both have.</param>
/// <param name="Lines">The source's lines, each once.</param>
/// <param name="ShippingOptionId">The id of the source's shipping option; null for none.</param>
internal sealed record MergeLines(
    CartId Source, long Attempt, MergeStrategy Strategy, ImmutableArray<CartLine> Lines, string? ShippingOptionId = null) : CartCommand
{
    /// <summary>Gets the codes of the source's discounts. Default empty.</summary>
    public ImmutableArray<string> DiscountCodes { get; init; } = [];

    /// <summary>
    /// Gets the maximum quantity that the stock allows for each of the <see cref="Lines"/>, in their order. A line that gains units is cut to it, but keeps what
    /// the target had; without any unit it is left off. Default empty: the stock limits nothing.
    /// </summary>
    public ImmutableArray<Quantity> StockCeilings { get; init; } = [];
}

/// <summary>
/// Gives a merge into this cart up: from then on the attempt can never take effect, so that its source may be opened again. If it
/// has taken effect before, the answer is <see cref="CartResult.Replayed"/>, and the source must be finished. Works in every state
/// of the cart.
/// </summary>
/// <param name="Source">The source.</param>
/// <param name="Attempt">The source's version when it was sealed.</param>
internal sealed record RefuseMerge(CartId Source, long Attempt) : CartCommand;

/// <summary>
/// Closes a source whose lines the target has taken over: a tombstone that names the target stays. Repeating it changes nothing.
/// </summary>
/// <param name="Target">The target.</param>
internal sealed record FinishMerge(CartId Target) : CartCommand;

/// <summary>
/// Opens a source again. Only after the target has answered <see cref="RefuseMerge"/> that the attempt can never take effect. Does
/// nothing when the cart is not in that attempt.
/// </summary>
/// <param name="Target">The target.</param>
/// <param name="Attempt">The source's version when it was sealed.</param>
internal sealed record AbandonMerge(CartId Target, long Attempt) : CartCommand;
