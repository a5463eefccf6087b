namespace Cart.Engine;

/// <summary>An order of which it is not known yet that all that follows from it was done.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="CartId">The cart that became the order.</param>
/// <param name="Fence">The fence of the attempt that was committed.</param>
/// <param name="Attempts">How often the entry was taken, this time included.</param>
public sealed record OutboxEntry(OrderId OrderId, CartId CartId, long Fence, int Attempts);
