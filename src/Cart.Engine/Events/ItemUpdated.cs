namespace Cart.Engine;

/// <summary>A line was set to another quantity or price, or removed by setting its quantity to 0.</summary>
/// <param name="Cart">The cart as it was after the change, or later.</param>
/// <param name="Line">The line as it is now, or as it was before it was removed.</param>
/// <param name="Deleted">Whether the line was removed.</param>
public sealed record ItemUpdated(CartSnapshot Cart, CartLine Line, bool Deleted) : CartEvent;
