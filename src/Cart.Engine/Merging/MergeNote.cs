namespace Cart.Engine;

/// <summary>Something that a merge could not take over as it was.</summary>
/// <param name="Clamped">
/// The product whose quantity was cut to the limit; null if the shipping option of the merged cart gave way to the one selected already.
/// </param>
public readonly record struct MergeNote(ProductKey? Clamped);
