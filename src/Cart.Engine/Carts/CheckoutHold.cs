namespace Cart.Engine;

/// <summary>The checkout that holds a cart.</summary>
/// <param name="Fence">The number of the attempt. Later attempts have greater numbers; the order store lets only one commit.</param>
/// <param name="Remaining">How long the attempt's lease still runs; zero when it has run out or the cart is ordered.</param>
public readonly record struct CheckoutHold(long Fence, TimeSpan Remaining);
