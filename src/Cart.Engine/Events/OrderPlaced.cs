namespace Cart.Engine;

/// <summary>
/// An order was placed. Unlike <see cref="CartCheckedOut"/> it is told behind the request, so that the shopper does not wait for what the
/// shop does with the order. Told at least once, also when the process died: a handler recognises a repeat by the id of the order.
/// </summary>
/// <param name="Cart">The cart that became the order.</param>
/// <param name="Order">The order.</param>
public sealed record OrderPlaced(CartSnapshot Cart, Order Order) : CartEvent;
