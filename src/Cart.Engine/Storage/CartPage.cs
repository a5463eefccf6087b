using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>A page of the carts of a store.</summary>
/// <param name="Carts">The carts; a page can be empty without being the last one.</param>
/// <param name="Next">The cursor of the next page, opaque; null after the last one.</param>
public sealed record CartPage(ImmutableArray<CartSummary> Carts, string? Next);
