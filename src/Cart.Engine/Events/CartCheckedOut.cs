namespace Cart.Engine;

/// <summary>The cart became an order.</summary>
/// <param name="Cart">The cart as it was after the change, or later.</param>
/// <param name="Order">The order.</param>
public sealed record CartCheckedOut(CartSnapshot Cart, Order Order) : CartEvent;
