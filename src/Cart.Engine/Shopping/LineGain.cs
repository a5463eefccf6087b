using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Represents the units that a change would give to one line.</summary>
/// <param name="Product">The product.</param>
/// <param name="Units">How many units are added, or the whole quantity that is set; 0 if the line gains none.</param>
/// <param name="IsAdded">Whether the units are added to those of the line.</param>
internal readonly record struct LineGain(ProductKey Product, int Units, bool IsAdded)
{
    /// <summary>Returns the gain of each line, in the order in which the change names them; empty if no line can gain units.</summary>
    public static ImmutableArray<LineGain> Of(CartMutation mutation) => mutation switch
    {
        AddLines add => [.. add.Additions.Select(static addition => new LineGain(addition.Product, addition.Quantity.Value, IsAdded: true))],
        SetLines set when set.Assignments.Any(static assignment => assignment.Quantity > (Quantity)0) => [.. set.Assignments
            .Select(static assignment => new LineGain(assignment.Product, assignment.Quantity?.Value ?? 0, IsAdded: false))],
        AdjustLine { Delta: > 0 } adjust => [new LineGain(adjust.Product, adjust.Delta, IsAdded: true)],
        _ => [],
    };
}
