namespace Cart.Engine;

/// <summary>Something that a merge could not take over as it was.</summary>
/// <param name="Clamped">
/// The line whose quantity was cut: <c>insufficient_stock</c> with the stock, or <c>invalid_quantity</c> with the limit. Null if the shipping
/// option of the merged cart gave way to the one selected already.
/// </param>
public readonly record struct MergeNote(LineProblem? Clamped);
