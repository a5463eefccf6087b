using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Cart.Engine;

/// <summary>
/// Adds units to one or more lines, all or nothing. An existing line gains the quantity and takes the new price. A new line is added at the
/// end. A line that is named twice counts as one addition of both quantities, at the last price.
/// </summary>
internal sealed record AddLines : CartMutation
{
    /// <summary>Initializes a command that adds units to several lines: quantities of 1 or more, at prices for the whole lines.</summary>
    /// <exception cref="ArgumentException">There is no addition, or a key is not set.</exception>
    public AddLines(params IReadOnlyList<CartLine> additions)
    {
        Additions = DistinctLines.Of(additions, static addition => addition.Key, Combine);
    }

    /// <summary>Initializes a command that adds whole units of one product without attributes.</summary>
    /// <exception cref="ArgumentException">The product key is not set.</exception>
    public AddLines(ProductKey product, int units, decimal unitPrice)
        : this(new CartLine(product, units, unitPrice))
    {
    }

    /// <summary>Gets the additions, one for each line, in the order in which the lines were first named.</summary>
    public ImmutableArray<CartLine> Additions { get; }

    // If either quantity is invalid or the sum overflows, the result is invalid, so that the command is refused.
    private static CartLine Combine(CartLine first, CartLine second) =>
        first.Quantity >= Quantity.One && second.Quantity >= Quantity.One && first.Quantity + second.Quantity is var sum && sum <= Quantity.Ceiling
            ? second with { Quantity = sum }
            : second with { Quantity = Quantity.Zero };

    internal override string Name => "add_lines";

    internal override string Content => "add " + string.Join(';', Additions);

    internal override bool CreatesCart => true;

    internal override IEnumerable<LineKey> Keys => Additions.Select(static addition => addition.Key);

    internal override ImmutableArray<LineGain> Gains =>
        [.. Additions.Select(static addition => new LineGain(addition.Key, addition.Quantity, IsAdded: true))];

    internal override CartResult? FindRefusal(CartLimits limits)
    {
        ImmutableArray<LineProblem>.Builder? problems = null;
        foreach (var addition in Additions)
        {
            limits.Check(addition.Key, addition.Quantity, Quantity.One, addition.UnitPrice, ref problems);
        }

        return limits.FindRefusal(Additions.Length, problems);
    }
}

/// <summary>
/// Sets the quantity, the price or both of one or more lines, all or nothing. The last assignment of a line counts.
/// </summary>
internal sealed record SetLines : CartMutation
{
    /// <summary>Initializes a command that sets several lines.</summary>
    /// <exception cref="ArgumentException">There is no assignment, or a key is not set.</exception>
    public SetLines(params IReadOnlyList<LineAssignment> assignments)
    {
        Assignments = DistinctLines.Of(assignments, static assignment => assignment.Key, static (_, last) => last);
    }

    /// <summary>Initializes a command that sets whole units of a product without attributes.</summary>
    /// <exception cref="ArgumentException">The product key is not set.</exception>
    public SetLines(ProductKey product, int? units, decimal? unitPrice = null)
        : this(new LineAssignment(product, units, unitPrice))
    {
    }

    private SetLines(ImmutableArray<LineAssignment> assignments) => Assignments = assignments;

    /// <summary>Gets a change without lines. A cart stores it to remember an operation that changed nothing.</summary>
    internal static SetLines Nothing { get; } = new(ImmutableArray<LineAssignment>.Empty) { CreateMissing = true };

    /// <summary>Gets the assignments, one for each line, in the order in which the lines were first named.</summary>
    public ImmutableArray<LineAssignment> Assignments { get; private init; }

    /// <summary>
    /// Gets whether missing lines are created. The assignment must then give a price; without a quantity, the line has 1. Default false: a
    /// missing line is refused with <see cref="CartStatus.LineNotFound"/>.
    /// </summary>
    public bool CreateMissing { get; init; }

    /// <summary>
    /// Gets whether new lines above the limit of lines are left out, so that they are not among <see cref="CartResult.Changed"/>. Default false:
    /// the change is refused with <see cref="CartStatus.TooManyLines"/>.
    /// </summary>
    public bool LeavesOffSurplus { get; init; }

    /// <summary>
    /// Gets the discount code, in its display form, that replaces the cart's code in the same step. Default null: the cart keeps its code.
    /// </summary>
    /// <exception cref="ArgumentException">The text is not a code.</exception>
    public string? DiscountCode
    {
        get;
        init => field = value is null ? null : Engine.DiscountCode.Checked(value);
    }


    internal override string Name => "set_lines";

    internal override string Content => string.Create(CultureInfo.InvariantCulture, $"set {CreateMissing} {LeavesOffSurplus} {DiscountCode}\n")
        + string.Join(';', Assignments);

    internal override bool CreatesCart => CreateMissing;

    internal override IEnumerable<LineKey> Keys => Assignments.Select(static assignment => assignment.Key);

    internal override ImmutableArray<LineGain> Gains => Assignments.Any(static assignment => assignment.Quantity > Quantity.Zero)
        ? [.. Assignments.Select(static assignment => new LineGain(assignment.Key, assignment.Quantity ?? Quantity.Zero, IsAdded: false))]
        : [];

    internal override IEnumerable<LineKey> Unpriced => Assignments.Where(IsUnpriced).Select(static assignment => assignment.Key);

    internal override CartMutation WithPrices(Func<ProductKey, decimal?> priceOf) => this with
    {
        Assignments = [.. Assignments.Select(assignment => IsUnpriced(assignment) ? assignment with { PriceIfMore = priceOf(assignment.Key.Product) } : assignment)],
    };

    internal override CartResult? FindRefusal(CartLimits limits)
    {
        ImmutableArray<LineProblem>.Builder? problems = null;
        foreach (var assignment in Assignments)
        {
            limits.Check(assignment.Key, assignment.Quantity ?? Quantity.One, Quantity.Zero, assignment.UnitPrice ?? assignment.PriceIfMore ?? 0, ref problems);
        }

        return limits.FindRefusal(LeavesOffSurplus ? 0 : Assignments.Length, problems);
    }

    private static bool IsUnpriced(LineAssignment assignment) =>
        assignment is { UnitPrice: null, PriceIfMore: null } && assignment.Quantity > Quantity.Zero;
}

/// <summary>
/// Increases or decreases the current quantity of a line. Reaching 0 removes the line; below 0 is refused. Refused with
/// <see cref="CartStatus.LineNotFound"/> if there is no line.
/// </summary>
/// <param name="Key">The line.</param>
/// <param name="Delta">The number of units to add; negative to remove units. 0 is refused.</param>
internal sealed record AdjustLine(LineKey Key, Quantity Delta) : CartMutation
{
    /// <summary>Initializes a command that changes the line of a product without attributes, by whole units.</summary>
    public AdjustLine(ProductKey product, int delta)
        : this(LineKey.Of(product), Quantity.Whole(delta))
    {
    }

    /// <summary>
    /// Gets the unit price that the line takes if it gains units: 0 or more, with no more decimals than the currency. Default null: the line
    /// keeps its price.
    /// </summary>
    public decimal? PriceIfMore { get; init; }

    internal override string Name => "adjust_line";

    internal override string Content => string.Create(CultureInfo.InvariantCulture, $"adjust {Key} {Delta} {PriceIfMore}");

    internal override bool CreatesCart => false;

    internal override IEnumerable<LineKey> Keys => [Key];

    internal override ImmutableArray<LineGain> Gains => Delta > Quantity.Zero ? [new LineGain(Key, Delta, IsAdded: true)] : [];

    internal override IEnumerable<LineKey> Unpriced => Delta > Quantity.Zero && PriceIfMore is null ? [Key] : [];

    internal override CartMutation WithPrices(Func<ProductKey, decimal?> priceOf) => this with { PriceIfMore = PriceIfMore ?? priceOf(Key.Product) };

    internal override CartResult? FindRefusal(CartLimits limits) =>
        Delta == Quantity.Zero || !Delta.IsWhole || Delta > Quantity.Ceiling || Delta < Quantity.Zero - Quantity.Ceiling
            ? new CartResult { Status = CartStatus.InvalidQuantity, Line = Key }
            : null;
}

/// <summary>Removes a line. Refused with <see cref="CartStatus.LineNotFound"/> if none exists.</summary>
/// <param name="Key">The line.</param>
internal sealed record RemoveLine(LineKey Key) : CartMutation
{
    /// <summary>Initializes a command that removes the line of a product without attributes.</summary>
    public RemoveLine(ProductKey product)
        : this(LineKey.Of(product))
    {
    }

    internal override string Name => "remove_line";

    internal override string Content => "remove " + Key;

    internal override bool CreatesCart => false;

    internal override IEnumerable<LineKey> Keys => [Key];
}

/// <summary>Removes all lines and keeps the cart. Does nothing if the cart does not exist.</summary>
internal sealed record ClearLines : CartMutation
{
    internal override string Name => "clear_lines";

    internal override string Content => "clear";
}

/// <summary>Combines the entries of a command so that each line is named once.</summary>
internal static class DistinctLines
{
    public static ImmutableArray<T> Of<T>(IReadOnlyList<T> entries, Func<T, LineKey> keyOf, Func<T, T, T> combine)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count, nameof(entries));
        return entries.Count == 1 ? [Checked(entries[0], keyOf)] : Fold(entries, keyOf, combine);
    }

    private static ImmutableArray<T> Fold<T>(IReadOnlyList<T> entries, Func<T, LineKey> keyOf, Func<T, T, T> combine)
    {
        var folded = ImmutableArray.CreateBuilder<T>(entries.Count);
        var places = new Dictionary<LineKey, int>(entries.Count);
        foreach (var entry in entries)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, keyOf(Checked(entry, keyOf)), out var known);
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

    private static T Checked<T>(T entry, Func<T, LineKey> keyOf) =>
        keyOf(entry) == default ? throw new ArgumentException("The key of a line is not set.", nameof(entry)) : entry;
}
