namespace Cart.Engine;

/// <summary>An order that is to be committed: the cart as it was frozen, priced, with the fence that proves the freezing.</summary>
/// <param name="Id">The id that the order will have.</param>
/// <param name="Cart">The frozen cart; not empty. Its <see cref="CartSnapshot.Fence"/> is the attempt's.</param>
/// <param name="Totals">What the cart costs.</param>
public sealed record OrderDraft(OrderId Id, CartSnapshot Cart, CartTotals Totals);
