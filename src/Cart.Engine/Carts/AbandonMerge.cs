namespace Cart.Engine;

/// <summary>
/// Opens a source again whose target can never take its lines, because it is an order, was merged itself or has another currency.
/// Does nothing when the cart is not in a merge into that target.
/// </summary>
/// <param name="Target">The target.</param>
public sealed record AbandonMerge(CartId Target) : CartCommand;
