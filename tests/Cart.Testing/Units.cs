using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Testing;

/// <summary>Quantities of whole units, as tests write them.</summary>
public static class Units
{
    public static ImmutableArray<Quantity> Of(params int[] units) => [.. units.Select(static number => Quantity.Whole(number))];
}
