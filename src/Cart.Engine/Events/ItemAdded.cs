namespace Cart.Engine;

/// <summary>Units were added to a line, or a new line came by a merge or a restore.</summary>
/// <param name="Cart">The cart as it was after the change, or later.</param>
/// <param name="Line">The line as it is now.</param>
public sealed record ItemAdded(CartSnapshot Cart, CartLine Line) : CartEvent;
