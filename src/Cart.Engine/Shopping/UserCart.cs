namespace Cart.Engine;

/// <summary>A cart of a user: still live, or an order by now.</summary>
/// <param name="Id">The cart.</param>
/// <param name="At">When the cart was created, or the order was placed.</param>
/// <param name="Cart">The cart; null if it was ordered.</param>
/// <param name="Order">The order; null if the cart is live.</param>
public sealed record UserCart(CartId Id, DateTimeOffset At, CartSnapshot? Cart, Order? Order);
