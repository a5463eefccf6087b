using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>What became of a payload that was restored.</summary>
/// <param name="Lines">The lines that were set, as they are now.</param>
/// <param name="Warnings">What was not taken as it was: quantities above the limit, a discount that is not valid.</param>
public sealed record RestoreResult(ImmutableArray<CartLine> Lines, ImmutableArray<CartWarning> Warnings);
