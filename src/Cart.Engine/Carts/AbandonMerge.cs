namespace Cart.Engine;

/// <summary>
/// Opens a source again. Only after the target has answered <see cref="RefuseMerge"/> that the attempt can never take effect. Does
/// nothing when the cart is not in that attempt.
/// </summary>
/// <param name="Target">The target.</param>
/// <param name="Attempt">The source's version when it was sealed.</param>
public sealed record AbandonMerge(CartId Target, long Attempt) : CartCommand;
