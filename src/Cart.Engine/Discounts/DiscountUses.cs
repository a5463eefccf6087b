namespace Cart.Engine;

/// <summary>How often a discount was used. Both counts only grow, so the greater of two readings is the later one.</summary>
/// <param name="Granted">How many uses were ever granted to orders.</param>
/// <param name="Returned">How many uses were given back.</param>
public readonly record struct DiscountUses(long Granted, long Returned);
