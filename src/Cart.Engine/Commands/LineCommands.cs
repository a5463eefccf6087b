using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Cart.Engine;

/// <summary>
/// Adds units to one or many lines, all or nothing. A line that exists gains the quantity and takes the new price; one
/// that is not there yet comes at the end. A line that is named twice counts as one addition of both, at the last price.
/// </summary>
internal sealed record AddLines : CartMutation
{
    /// <summary>Adds units to several lines: quantities of 1 or more, at prices that the whole lines take.</summary>
    /// <exception cref="ArgumentException">There is no addition, or a key is not set.</exception>
    public AddLines(params IReadOnlyList<CartLine> additions)
    {
        Additions = DistinctLines.Of(additions, static addition => addition.Key, Combine);
    }

    /// <summary>Adds whole units of one product, without attributes.</summary>
    /// <exception cref="ArgumentException">The product key is not set.</exception>
    public AddLines(ProductKey product, int units, decimal unitPrice)
        : this(new CartLine(product, units, unitPrice))
    {
    }

    /// <summary>What to add, one entry a line, in the order in which they were first named.</summary>
    public ImmutableArray<CartLine> Additions { get; }

    // A part that is no quantity makes the whole none, so that the whole is refused; so does a sum that passes the ceiling.
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
/// Sets the quantity, the price or both of one or many lines, all or nothing. The last assignment of a line counts.
/// </summary>
internal sealed record SetLines : CartMutation
{
    /// <summary>Sets several lines.</summary>
    /// <exception cref="ArgumentException">There is no assignment, or a key is not set.</exception>
    public SetLines(params IReadOnlyList<LineAssignment> assignments)
    {
        Assignments = DistinctLines.Of(assignments, static assignment => assignment.Key, static (_, last) => last);
    }

    /// <summary>Sets the line of a product without attributes, to whole units.</summary>
    /// <exception cref="ArgumentException">The product key is not set.</exception>
    public SetLines(ProductKey product, int? units, decimal? unitPrice = null)
        : this(new LineAssignment(product, units, unitPrice))
    {
    }

    private SetLines(ImmutableArray<LineAssignment> assignments) => Assignments = assignments;

    /// <summary>Gets the change of no line, by which a cart remembers an operation that had nothing to change.</summary>
    internal static SetLines Nothing { get; } = new(ImmutableArray<LineAssignment>.Empty) { CreateMissing = true };

    /// <summary>What to set, one entry a line, in the order in which they were first named.</summary>
    public ImmutableArray<LineAssignment> Assignments { get; private init; }

    /// <summary>
    /// Gets whether a line that the cart does not have is made, for which the assignment must give a price; a quantity that is not given is 1. Default false: it
    /// is refused with <see cref="CartStatus.LineNotFound"/>.
    /// </summary>
    public bool CreateMissing { get; init; }

    /// <summary>
    /// Gets whether new lines above the limit of lines are left off, so that they are not among <see cref="CartResult.Changed"/>. Default false: the change is refused
    /// with <see cref="CartStatus.TooManyLines"/>.
    /// </summary>
    public bool LeavesOffSurplus { get; init; }

    /// <summary>
    /// Gets the code of a discount, as displayed, that the cart takes in the same step, in place of the one it has. Default null: it
    /// keeps that.
    /// </summary>
    /// <exception cref="ArgumentException">The text is no code.</exception>
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
/// Changes the quantity of a line by so many units, from its current value: reaching 0 removes the line, below 0 is refused. Refused with
/// <see cref="CartStatus.LineNotFound"/> when there is no line.
/// </summary>
/// <param name="Key">The line.</param>
/// <param name="Delta">How many units more; fewer, if it is negative. 0 is refused.</param>
internal sealed record AdjustLine(LineKey Key, Quantity Delta) : CartMutation
{
    /// <summary>Changes the line of a product without attributes, by whole units.</summary>
    public AdjustLine(ProductKey product, int delta)
        : this(LineKey.Of(product), Quantity.Whole(delta))
    {
    }

    /// <summary>
    /// Gets the unit price that the line takes if it gains units: 0 or more, with no more decimals than the currency. Default null: the line keeps its price.
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

/// <summary>Removes a line; refused with <see cref="CartStatus.LineNotFound"/> when there is none.</summary>
/// <param name="Key">The line.</param>
internal sealed record RemoveLine(LineKey Key) : CartMutation
{
    /// <summary>Removes the line of a product without attributes.</summary>
    public RemoveLine(ProductKey product)
        : this(LineKey.Of(product))
    {
    }

    internal override string Name => "remove_line";

    internal override string Content => "remove " + Key;

    internal override bool CreatesCart => false;

    internal override IEnumerable<LineKey> Keys => [Key];
}

/// <summary>Removes all lines and keeps the cart. Clearing a cart that does not exist does nothing.</summary>
internal sealed record ClearLines : CartMutation
{
    internal override string Name => "clear_lines";

    internal override string Content => "clear";
}

/// <summary>Folds the entries of a command so that each line is named once.</summary>
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
