namespace Cart.Engine;

/// <summary>
/// Seals a cart, the source, for a merge into another, and answers it whole. Repeating it for the same target answers the same.
/// </summary>
/// <param name="Merge">The target and the strategy.</param>
public sealed record BeginMerge(CartMerge Merge) : CartCommand
{
    /// <summary>Whether an empty cart is sealed too. Default false: it is refused with <see cref="CartStatus.CartEmpty"/>.</summary>
    public bool EvenIfEmpty { get; init; }
}
