using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Cart.Engine;

/// <summary>
/// Adds units to one or many lines, all or nothing. A line that exists gains the quantity and takes the new price; a product
/// that is not there yet gets a line at the end. A product that is named twice counts as one addition of both, at the last price.
/// </summary>
internal sealed record AddLines : CartMutation
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

    internal override string Name => "add_lines";

    internal override string Content => "add " + string.Join(';', Additions);

    internal override bool CreatesCart => true;

    internal override IEnumerable<ProductKey> Products => Additions.Select(static addition => addition.Product);

    internal override ImmutableArray<LineGain> Gains =>
        [.. Additions.Select(static addition => new LineGain(addition.Product, addition.Quantity.Value, IsAdded: true))];

    internal override CartResult? FindRefusal(CartLimits limits)
    {
        ImmutableArray<LineProblem>.Builder? problems = null;
        foreach (var addition in Additions)
        {
            limits.Check(addition.Product, addition.Quantity, 1, addition.UnitPrice, ref problems);
        }

        return limits.FindRefusal(Additions.Length, problems);
    }
}

/// <summary>Units of one product to put into a cart.</summary>
/// <param name="Product">The product.</param>
/// <param name="Quantity">How many units to add: 1 or more.</param>
/// <param name="UnitPrice">The price that the whole line takes: 0 or more, with no more decimals than the currency.</param>
internal sealed record LineAddition(ProductKey Product, Quantity Quantity, decimal UnitPrice);

/// <summary>
/// Sets the quantity, the price or both of one or many lines, all or nothing. The last assignment of a product counts.
/// </summary>
internal sealed record SetLines : CartMutation
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


    internal override string Name => "set_lines";

    internal override string Content => string.Create(CultureInfo.InvariantCulture, $"set {CreateMissing} {LeavesOffSurplus} {DiscountCode}\n")
        + string.Join(';', Assignments);

    internal override bool CreatesCart => CreateMissing;

    internal override IEnumerable<ProductKey> Products => Assignments.Select(static assignment => assignment.Product);

    internal override ImmutableArray<LineGain> Gains => Assignments.Any(static assignment => assignment.Quantity > (Quantity)0)
        ? [.. Assignments.Select(static assignment => new LineGain(assignment.Product, assignment.Quantity?.Value ?? 0, IsAdded: false))]
        : [];

    internal override IEnumerable<ProductKey> Unpriced => Assignments.Where(IsUnpriced).Select(static assignment => assignment.Product);

    internal override CartMutation WithPrices(Func<ProductKey, decimal?> priceOf) => this with
    {
        Assignments = [.. Assignments.Select(assignment => IsUnpriced(assignment) ? assignment with { PriceIfMore = priceOf(assignment.Product) } : assignment)],
    };

    internal override CartResult? FindRefusal(CartLimits limits)
    {
        ImmutableArray<LineProblem>.Builder? problems = null;
        foreach (var assignment in Assignments)
        {
            limits.Check(assignment.Product, assignment.Quantity ?? 1, 0, assignment.UnitPrice ?? assignment.PriceIfMore ?? 0, ref problems);
        }

        return limits.FindRefusal(LeavesOffSurplus ? 0 : Assignments.Length, problems);
    }

    private static bool IsUnpriced(LineAssignment assignment) =>
        assignment is { UnitPrice: null, PriceIfMore: null } && assignment.Quantity > (Quantity)0;
}

/// <summary>What a line is to be.</summary>
/// <param name="Product">The product.</param>
/// <param name="Quantity">The new quantity: 1 or more, 0 to remove the line, null to keep it.</param>
/// <param name="UnitPrice">The new unit price: 0 or more, with no more decimals than the currency; null to keep it.</param>
internal sealed record LineAssignment(ProductKey Product, Quantity? Quantity, decimal? UnitPrice = null)
{
    /// <summary>
    /// Gets the unit price that the line takes if it gains units: 0 or more, with no more decimals than the currency. Default null: the line keeps its price.
    /// It counts only if <see cref="UnitPrice"/> is null.
    /// </summary>
    public decimal? PriceIfMore { get; init; }
}

/// <summary>
/// Changes the quantity of a line by so many units, whatever it is by then: reaching 0 removes the line, below 0 is refused. Refused with
/// <see cref="CartStatus.LineNotFound"/> when there is no line.
/// </summary>
/// <param name="Product">The product.</param>
/// <param name="Delta">How many units more; fewer, if it is negative. 0 is refused.</param>
internal sealed record AdjustLine(ProductKey Product, int Delta) : CartMutation
{
    /// <summary>
    /// Gets the unit price that the line takes if it gains units: 0 or more, with no more decimals than the currency. Default null: the line keeps its price.
    /// </summary>
    public decimal? PriceIfMore { get; init; }

    internal override string Name => "adjust_line";

    internal override string Content => string.Create(CultureInfo.InvariantCulture, $"adjust {Product} {Delta} {PriceIfMore}");

    internal override bool CreatesCart => false;

    internal override IEnumerable<ProductKey> Products => [Product];

    internal override ImmutableArray<LineGain> Gains => Delta > 0 ? [new LineGain(Product, Delta, IsAdded: true)] : [];

    internal override IEnumerable<ProductKey> Unpriced => Delta > 0 && PriceIfMore is null ? [Product] : [];

    internal override CartMutation WithPrices(Func<ProductKey, decimal?> priceOf) => this with { PriceIfMore = PriceIfMore ?? priceOf(Product) };

    internal override CartResult? FindRefusal(CartLimits limits) =>
        Delta is 0 or int.MinValue ? new CartResult { Status = CartStatus.InvalidQuantity, Product = Product } : null;
}

/// <summary>Removes a product's line; refused with <see cref="CartStatus.LineNotFound"/> when there is none.</summary>
/// <param name="Product">The product.</param>
internal sealed record RemoveLine(ProductKey Product) : CartMutation
{
    internal override string Name => "remove_line";

    internal override string Content => "remove " + Product;

    internal override bool CreatesCart => false;

    internal override IEnumerable<ProductKey> Products => [Product];
}

/// <summary>Removes all lines and keeps the cart. Clearing a cart that does not exist does nothing.</summary>
internal sealed record ClearLines : CartMutation
{
    internal override string Name => "clear_lines";

    internal override string Content => "clear";
}

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
