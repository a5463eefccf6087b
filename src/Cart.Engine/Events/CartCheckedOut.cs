namespace Cart.Engine;

/// <summary>
/// The cart became an order. Told in the request that placed the order; should that process die, or a handler fail, it is told again
/// from the outbox until all handlers have taken it: a handler recognises a repeat by the id of the order.
/// </summary>
/// <param name="Cart">The cart that became the order.</param>
/// <param name="Order">The order.</param>
public sealed record CartCheckedOut(CartSnapshot Cart, Order Order) : CartEvent;
