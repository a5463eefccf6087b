namespace Cart.Engine;

/// <summary>What a tax or shipping calculator is told: the cart, and what it costs so far.</summary>
/// <param name="Cart">The cart as it is priced; it may be empty.</param>
/// <param name="Summary">The sum of the lines, before the discount.</param>
/// <param name="DiscountAmount">What the discount takes off the sum; 0 without a valid one.</param>
public sealed record PricingContext(CartSnapshot Cart, decimal Summary, decimal DiscountAmount);
