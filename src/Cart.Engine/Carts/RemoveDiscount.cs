namespace Cart.Engine;

/// <summary>Takes the discount off the cart; fine when there is none. A cart that does not exist stays so.</summary>
public sealed record RemoveDiscount : CartMutation;
