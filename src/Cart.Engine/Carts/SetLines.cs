using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Sets the quantity, the price or both of one or many lines, all or nothing. The last assignment of a product counts.
/// </summary>
public sealed record SetLines : CartMutation
{
    /// <summary>Sets several lines.</summary>
    /// <exception cref="ArgumentException">There is no assignment, or a product key is not set.</exception>
    public SetLines(params IReadOnlyList<LineAssignment> assignments)
    {
        Assignments = DistinctProducts.Of(assignments, static assignment => assignment.Product, static (_, last) => last);
    }

    /// <summary>Sets one line.</summary>
    /// <exception cref="ArgumentException">The product key is not set.</exception>
    public SetLines(ProductKey product, Quantity? quantity, decimal? unitPrice = null)
        : this(new LineAssignment(product, quantity, unitPrice))
    {
    }

    private SetLines(ImmutableArray<LineAssignment> assignments) => Assignments = assignments;

    /// <summary>Gets the change of no line, by which a cart remembers an operation that had nothing to change.</summary>
    internal static SetLines Nothing { get; } = new(ImmutableArray<LineAssignment>.Empty) { CreateMissing = true };

    /// <summary>What to set, one entry a product, in the order in which they were first named.</summary>
    public ImmutableArray<LineAssignment> Assignments { get; private init; }

    /// <summary>
    /// Whether a product that has no line yet gets one, for which the assignment must give a price; a quantity that is not given is 1. Default false: it
    /// is refused with <see cref="CartStatus.LineNotFound"/>.
    /// </summary>
    public bool CreateMissing { get; init; }

    /// <summary>
    /// Whether new lines above the limit of lines are left off, so that they are not among <see cref="CartResult.Changed"/>. Default false: the change is refused
    /// with <see cref="CartStatus.TooManyLines"/>.
    /// </summary>
    public bool LeavesOffSurplus { get; init; }

    /// <summary>
    /// The code of a discount, as displayed, that the cart takes in the same step, in place of the one it has. Default null: it
    /// keeps that.
    /// </summary>
    /// <exception cref="ArgumentException">The text is no code.</exception>
    public string? DiscountCode
    {
        get;
        init => field = value is null ? null : Engine.DiscountCode.Checked(value);
    }

    /// <summary>Returns the same change with prices for the lines that gain units.</summary>
    internal SetLines PricedIfMore(Func<LineAssignment, decimal?> priceOf) => this with
    {
        Assignments = [.. Assignments.Select(assignment => assignment with { PriceIfMore = priceOf(assignment) })],
    };
}
