namespace Cart.Engine;

/// <summary>Removes a product's line; refused with <see cref="CartStatus.LineNotFound"/> when there is none.</summary>
/// <param name="Product">The product.</param>
public sealed record RemoveLine(ProductKey Product) : CartMutation;
