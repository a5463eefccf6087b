using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Cart.Engine;

/// <summary>Folds the entries of a command so that each product is named once.</summary>
internal static class DistinctProducts
{
    public static ImmutableArray<T> Of<T>(IReadOnlyList<T> entries, Func<T, ProductKey> productOf, Func<T, T, T> combine)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count, nameof(entries));
        return entries.Count == 1 ? [Checked(entries[0], productOf)] : Fold(entries, productOf, combine);
    }

    private static ImmutableArray<T> Fold<T>(IReadOnlyList<T> entries, Func<T, ProductKey> productOf, Func<T, T, T> combine)
    {
        var folded = ImmutableArray.CreateBuilder<T>(entries.Count);
        var places = new Dictionary<ProductKey, int>(entries.Count);
        foreach (var entry in entries)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, productOf(Checked(entry, productOf)), out var known);
            if (known)
            {
                folded[place] = combine(folded[place], entry);
            }
            else
            {
                place = folded.Count;
                folded.Add(entry);
            }
        }

        return folded.DrainToImmutable();
    }

    private static T Checked<T>(T entry, Func<T, ProductKey> productOf) =>
        productOf(entry) == default ? throw new ArgumentException("A product key is not set.", nameof(entry)) : entry;
}
