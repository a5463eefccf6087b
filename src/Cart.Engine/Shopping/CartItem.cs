namespace Cart.Engine;

/// <summary>A line with its product.</summary>
/// <param name="Line">The line.</param>
/// <param name="Product">The product; null if the catalog no longer has it.</param>
public sealed record CartItem(CartLine Line, Product? Product);
