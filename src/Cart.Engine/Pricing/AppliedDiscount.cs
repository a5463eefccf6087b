namespace Cart.Engine;

/// <summary>The discount that is on a cart.</summary>
/// <param name="Code">Its code, as displayed.</param>
/// <param name="Amount">What it takes off: 0 while it is not valid.</param>
/// <param name="Refusal">Why it is not valid; null if it is.</param>
public sealed record AppliedDiscount(string Code, decimal Amount, DiscountRefusal? Refusal);
