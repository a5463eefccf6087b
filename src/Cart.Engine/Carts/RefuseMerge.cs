namespace Cart.Engine;

/// <summary>
/// Gives a merge into this cart up: from then on the attempt can never take effect, so that its source may be opened again. If it
/// has taken effect before, the answer is <see cref="CartResult.Replayed"/>, and the source must be finished. Works in every state
/// of the cart.
/// </summary>
/// <param name="Source">The source.</param>
/// <param name="Attempt">The source's version when it was sealed.</param>
public sealed record RefuseMerge(CartId Source, long Attempt) : CartCommand;
