namespace Cart.Engine;

/// <summary>
/// Closes a cart that has become an order: its lines go, a tombstone that names the order stays. Repeating it changes nothing.
/// Refused with <see cref="CartStatus.FenceLost"/> when the attempt no longer holds the cart.
/// </summary>
/// <param name="Fence">The fence of the attempt whose order was committed.</param>
/// <param name="OrderId">The order.</param>
public sealed record FinishCheckout(long Fence, OrderId OrderId) : CartCommand;
