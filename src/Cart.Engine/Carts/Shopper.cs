namespace Cart.Engine;

/// <summary>Who acts on a cart.</summary>
/// <param name="UserId">The user who is signed in; null for a guest.</param>
public readonly record struct Shopper(string? UserId)
{
    /// <summary>Tells whether the cart is open to the shopper: it belongs to nobody, or to this user.</summary>
    public bool MayOpen(CartSnapshot cart)
    {
        ArgumentNullException.ThrowIfNull(cart);
        return cart.UserId is null || cart.UserId == UserId;
    }
}
