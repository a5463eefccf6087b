namespace Cart.Engine;

/// <summary>All lines were removed, or another cart took them over.</summary>
/// <param name="Cart">The cart as it was after the change, or later.</param>
public sealed record CartCleared(CartSnapshot Cart) : CartEvent;
