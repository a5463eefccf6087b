using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Adds units to one or many lines, all or nothing. A line that exists gains the quantity and takes the new price; a product
/// that is not there yet gets a line at the end. A product that is named twice counts as one addition of both, at the last price.
/// </summary>
public sealed record AddLines : CartMutation
{
    /// <summary>Adds units of several products.</summary>
    /// <exception cref="ArgumentException">There is no addition, or a product key is not set.</exception>
    public AddLines(params IReadOnlyList<LineAddition> additions)
    {
        Additions = DistinctProducts.Of(additions, static addition => addition.Product, Combine);
    }

    /// <summary>Adds units of one product.</summary>
    /// <exception cref="ArgumentException">The product key is not set.</exception>
    public AddLines(ProductKey product, Quantity quantity, decimal unitPrice)
        : this(new LineAddition(product, quantity, unitPrice))
    {
    }

    /// <summary>What to add, one entry a product, in the order in which they were first named.</summary>
    public ImmutableArray<LineAddition> Additions { get; }

    // A part that is no quantity makes the whole none, so that the whole is refused; so does a sum that passes the ceiling.
    private static LineAddition Combine(LineAddition first, LineAddition second) =>
        first.Quantity >= 1 && second.Quantity >= 1 && Quantity.TryAdd(first.Quantity, second.Quantity, out var sum)
            ? second with { Quantity = sum }
            : second with { Quantity = 0 };
}
