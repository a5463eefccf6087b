namespace Cart.Engine;

/// <summary>Removes all lines and keeps the cart. Clearing a cart that does not exist does nothing.</summary>
public sealed record ClearLines : CartMutation;
