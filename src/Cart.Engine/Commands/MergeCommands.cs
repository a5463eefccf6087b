using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Seals a source cart for a merge into another and returns its content. Repeating it for the same target returns the same.
/// </summary>
/// <param name="Merge">The target and the strategy.</param>
internal sealed record BeginMerge(CartMerge Merge) : CartCommand
{
    /// <summary>Gets whether an empty cart is sealed too. Default false: it is refused with <see cref="CartStatus.CartEmpty"/>.</summary>
    public bool EvenIfEmpty { get; init; }
}

/// <summary>
/// Takes over the lines of a source that is sealed for this merge, exactly once: a repeat changes nothing, even much later. Quantities above
/// the limit are reduced to it and listed in <see cref="CartResult.Clamped"/>. The source's discount and shipping option are taken over if the
/// target has none. The version grows beyond the source's. An attempt that was given up is refused with <see cref="CartStatus.MergeRefused"/>.
/// </summary>
/// <param name="Source">The source.</param>
/// <param name="Attempt">The source's version when it was sealed.</param>
/// <param name="Strategy">How quantities of lines in both carts are combined.</param>
/// <param name="Lines">The source's lines, each once.</param>
/// <param name="ShippingOptionId">The id of the source's shipping option; null for none.</param>
internal sealed record MergeLines(
    CartId Source, long Attempt, MergeStrategy Strategy, ImmutableArray<CartLine> Lines, string? ShippingOptionId = null) : CartCommand
{
    /// <summary>Gets the codes of the source's discounts. Default empty.</summary>
    public ImmutableArray<string> DiscountCodes { get; init; } = [];

    /// <summary>
    /// Gets the maximum quantity that the stock allows for each of the <see cref="Lines"/>, in their order. A line that gains units is reduced to
    /// it, but not below the target's quantity. A line without any unit is left out. Default empty: no stock limit.
    /// </summary>
    public ImmutableArray<Quantity> StockCeilings { get; init; } = [];
}

/// <summary>
/// Gives up a merge into this cart. The attempt can never take effect afterwards, so its source may be reopened. If it took effect before, the
/// result is <see cref="CartResult.Replayed"/>, and the source must be finished. Works in every state of the cart.
/// </summary>
/// <param name="Source">The source.</param>
/// <param name="Attempt">The source's version when it was sealed.</param>
internal sealed record RefuseMerge(CartId Source, long Attempt) : CartCommand;

/// <summary>
/// Closes a source whose lines the target has taken over. Leaves a tombstone that names the target. Repeating it changes nothing.
/// </summary>
/// <param name="Target">The target.</param>
internal sealed record FinishMerge(CartId Target) : CartCommand;

/// <summary>
/// Reopens a source. Use it only after the target has answered <see cref="RefuseMerge"/> that the attempt can never take effect. Does
/// nothing if the cart is not in that attempt.
/// </summary>
/// <param name="Target">The target.</param>
/// <param name="Attempt">The source's version when it was sealed.</param>
internal sealed record AbandonMerge(CartId Target, long Attempt) : CartCommand;
