namespace Cart.Engine;

/// <summary>The merge that a cart is in, or was sealed by.</summary>
/// <param name="Target">The cart that takes the lines.</param>
/// <param name="Strategy">What becomes of the products that both have.</param>
public readonly record struct CartMerge(CartId Target, MergeStrategy Strategy);
