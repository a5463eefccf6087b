namespace Cart.Engine;

/// <summary>
/// Closes a cart that has become an order: its lines go, a tombstone that names the order stays. Repeating it changes nothing.
/// Refused with <see cref="CartStatus.FenceLost"/> when the attempt no longer holds the cart.
/// </summary>
/// <param name="Fence">The fence of the attempt that holds the cart.</param>
/// <param name="OrderId">The order.</param>
public sealed record FinishCheckout(long Fence, OrderId OrderId) : CartCommand
{
    /// <summary>The cart that took over what the cart held beyond its order; null where there was no such thing.</summary>
    public CartId? Successor { get; init; }

    /// <summary>Gets the user of the order; a cart of nobody becomes that user's. Default null: a guest's order.</summary>
    public string? UserId { get; init; }
}
