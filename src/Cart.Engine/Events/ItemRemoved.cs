namespace Cart.Engine;

/// <summary>A line was removed.</summary>
/// <param name="Cart">The cart as it was after the change, or later.</param>
/// <param name="Line">The line as it was.</param>
public sealed record ItemRemoved(CartSnapshot Cart, CartLine Line) : CartEvent;
