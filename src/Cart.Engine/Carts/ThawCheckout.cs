namespace Cart.Engine;

/// <summary>
/// Opens a cart again whose checkout came to nothing. Only after the order store has made sure that the attempt can never
/// commit, or has never been asked. Does nothing when the attempt no longer holds the cart.
/// </summary>
/// <param name="Fence">The fence of the attempt.</param>
public sealed record ThawCheckout(long Fence) : CartCommand;
