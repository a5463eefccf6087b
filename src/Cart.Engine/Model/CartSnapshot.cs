using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cart.Engine;

/// <summary>Represents a cart at one moment.</summary>
/// <remarks>Compare the lines of snapshots: records with equal lines in different arrays are not equal.</remarks>
public sealed record CartSnapshot
{
    /// <summary>Gets the cart's id.</summary>
    public required CartId Id { get; init; }

    /// <summary>
    /// Gets the number of the last change. It only grows, also from one cart of a shopper to the next. A cart that does not exist yet has the
    /// version of the cart before it, or 0.
    /// </summary>
    public required long Version { get; init; }

    /// <summary>Gets the state of the cart, which says whether it takes changes.</summary>
    public CartState State { get; init; }

    /// <summary>Gets the currency of all prices.</summary>
    public required Currency Currency { get; init; }

    /// <summary>Gets the user who owns the cart; null for a guest's.</summary>
    public string? UserId { get; init; }

    /// <summary>
    /// Gets whether the guest who started the cart has not come back yet. Such a cart lives for <see cref="CartOptions.NewGuestTimeToLive"/>.
    /// </summary>
    public bool IsNew { get; init; }

    /// <summary>Gets the time of the first change; null for a cart that does not exist yet.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the time of the last change, to the second; null for a cart that does not exist yet.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Gets the lines, in the order in which they were first added.</summary>
    public ImmutableArray<CartLine> Lines { get; init; } = [];

    /// <summary>Gets the applied discount codes in their display form, in the order in which they were applied.</summary>
    public ImmutableArray<string> DiscountCodes { get; init; } = [];

    /// <summary>Gets the id of the selected shipping option; null for none.</summary>
    public string? ShippingOptionId { get; init; }

    /// <summary>Gets the fence of the last checkout that froze the cart; 0 if none did.</summary>
    public long Fence { get; init; }

    /// <summary>Gets the order that the cart became; null unless it is <see cref="CartState.Ordered"/>.</summary>
    public OrderId? OrderId { get; init; }

    /// <summary>Gets the cart that took over the lines added after the order; null if there were none.</summary>
    public CartId? Successor { get; init; }

    /// <summary>
    /// Gets the merge of this cart into another; null unless it is <see cref="CartState.Merging"/> or <see cref="CartState.Merged"/>.
    /// </summary>
    internal CartMerge? Merge { get; init; }

    /// <summary>Gets what the last change, if it was a merge, could not take over; empty after any other change.</summary>
    internal ImmutableArray<MergeNote> MergeNotes { get; init; } = [];

    /// <summary>Gets whether the cart exists. The first change creates a cart, and its id is never reused.</summary>
    public bool Exists => CreatedAt is not null;

    /// <summary>Gets the total quantity of all lines, in units. A fraction of a unit counts as one.</summary>
    public long Count => Lines.Sum(static line => line.Quantity.Units);

    /// <summary>Gets whether the cart has no lines.</summary>
    public bool IsEmpty => Lines.IsEmpty;

    /// <summary>Returns the snapshot of a cart that does not exist yet.</summary>
    public static CartSnapshot Nothing(CartId id, Currency currency) => new() { Id = id, Version = 0, Currency = currency };

    /// <summary>Returns the line with a key; null if none exists.</summary>
    public CartLine? Find(LineKey key) => Lines.FirstOrDefault(line => line.Key == key);
}

/// <summary>Represents a line: a quantity of a product at one price. Also describes the units that a change adds.</summary>
/// <param name="Key">The product, and the attributes that distinguish several lines of it.</param>
/// <param name="Quantity">The quantity; greater than 0 in a cart.</param>
/// <param name="UnitPrice">The price of one unit, in the cart's currency.</param>
public sealed record CartLine(LineKey Key, Quantity Quantity, decimal UnitPrice)
{
    /// <summary>Initializes a line without attributes, of whole units.</summary>
    /// <param name="product">The product.</param>
    /// <param name="units">The number of units.</param>
    /// <param name="unitPrice">The price of one unit, in the cart's currency.</param>
    public CartLine(ProductKey product, int units, decimal unitPrice)
        : this(LineKey.Of(product), Quantity.Whole(units), unitPrice)
    {
    }

    /// <summary>Gets the product.</summary>
    public ProductKey Product => Key.Product;

    /// <summary>Gets the quantity times the unit price, exactly.</summary>
    public decimal TotalPrice => Quantity * UnitPrice;

    /// <summary>Returns the line for people, such as <c>7:42 x 2 at 9.99</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key} x {Quantity} at {UnitPrice}");
}

/// <summary>Specifies the state of a cart.</summary>
public enum CartState
{
    /// <summary>The cart takes changes.</summary>
    Open,

    /// <summary>A checkout holds the cart. It takes no changes until the checkout ends or its lease runs out.</summary>
    CheckingOut,

    /// <summary>The cart became an order. It has no lines and no longer takes changes.</summary>
    Ordered,

    /// <summary>The cart is being merged into another. It takes no changes until any process completes the merge.</summary>
    Merging,

    /// <summary>The cart was merged into another. It has no lines and no longer takes changes.</summary>
    Merged,
}

/// <summary>
/// Represents what a cart costs: the sum of the lines and the adjustments, which add up to the total. All amounts have the currency's decimals.
/// </summary>
public sealed record CartTotals
{
    // The bounds by number of decimals. A decimal above its bound cannot keep all of them.
    private static readonly decimal[] Bounds = [1e28m, 1e27m, 1e26m, 1e25m, 1e24m];

    /// <summary>Initializes totals from their parts. Each part is rounded to the currency; parts of 0 are left out.</summary>
    /// <param name="currency">The currency of all amounts.</param>
    /// <param name="summary">The sum of the lines, 0 or more.</param>
    /// <param name="adjustments">The adjustments. Discounts are 0 or below, and together at most <paramref name="summary"/>.</param>
    /// <exception cref="ArgumentException">An amount is out of range, or an adjustment included in the prices is not a tax.</exception>
    public CartTotals(Currency currency, decimal summary, params ImmutableArray<Adjustment> adjustments)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(summary);
        Currency = currency;
        Summary = currency.Round(summary);
        var (isKept, left) = (true, summary);
        foreach (var adjustment in adjustments)
        {
            left += adjustment.Kind == Adjustment.Discount ? adjustment.Amount : 0;
            if ((adjustment is { Kind: Adjustment.Discount, Amount: > 0 } or { IsIncluded: true, Kind: not Adjustment.Tax }) || left < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(adjustments), adjustment, "No totals have this part.");
            }

            isKept &= adjustment.Amount != 0 && currency.Holds(adjustment.Amount);
        }

        Adjustments = isKept ? adjustments :
        [
            .. adjustments.Select(part => part with { Amount = currency.Round(part.Amount) }).Where(static part => part.Amount != 0),
        ];
    }

    /// <summary>Gets the currency of all amounts.</summary>
    public Currency Currency { get; }

    /// <summary>Gets the sum of the lines.</summary>
    public decimal Summary { get; }

    /// <summary>Gets the adjustments between <see cref="Summary"/> and <see cref="Total"/>, in the order of computation. No amount is 0.</summary>
    public ImmutableArray<Adjustment> Adjustments { get; }

    /// <summary>Gets the sum of all discounts; 0 or more.</summary>
    public decimal DiscountAmount => Currency.Round(0 - SumOf(Adjustment.Discount));

    /// <summary>Gets the sum of all taxes, including taxes that the prices contain.</summary>
    public decimal Tax => Currency.Round(SumOf(Adjustment.Tax));

    /// <summary>Gets the price of shipping.</summary>
    public decimal Shipping => Currency.Round(SumOf(Adjustment.Shipping));

    /// <summary>Gets the amount to pay: the sum and all adjustments that the prices do not include, never below zero.</summary>
    public decimal Total => Currency.Round(Math.Max(Summary + SumOf(null) - Included, 0));

    /// <summary>Gets the taxes that the prices include.</summary>
    internal decimal Included
    {
        get
        {
            var sum = 0m;
            foreach (var adjustment in Adjustments)
            {
                sum += adjustment.IsIncluded ? adjustment.Amount : 0;
            }

            return sum;
        }
    }

    /// <summary>
    /// Sums the lines of a cart. Returns false if the sum has more than 28 digits with its decimals, because a decimal cannot keep every cent.
    /// </summary>
    public static bool TrySum(CartSnapshot cart, out decimal summary)
    {
        ArgumentNullException.ThrowIfNull(cart);
        summary = 0;
        foreach (var line in cart.Lines)
        {
            summary += line.TotalPrice;
            if (!IsExact(cart.Currency, summary))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Creates totals from parts that a host's calculators computed. Returns false if a part or the total has more than 28 digits with its
    /// decimals.
    /// </summary>
    /// <inheritdoc cref="CartTotals(Currency, decimal, ImmutableArray{Adjustment})"/>
    public static bool TryCreate(
        Currency currency, decimal summary, ImmutableArray<Adjustment> adjustments, [NotNullWhen(true)] out CartTotals? totals)
    {
        totals = null;
        var isExact = IsExact(currency, summary);
        foreach (var adjustment in adjustments)
        {
            isExact &= IsExact(currency, adjustment.Amount);
        }

        // Each part is below 10^28, so the sum of a few cannot overflow a decimal.
        totals = isExact ? new CartTotals(currency, summary, adjustments) : null;
        totals = totals is not null && IsExact(currency, totals.Total) ? totals : null;
        return totals is not null;
    }

    /// <inheritdoc/>
    public bool Equals(CartTotals? other) => other is not null
        && (Currency, Summary) == (other.Currency, other.Summary) && Adjustments.SequenceEqual(other.Adjustments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Currency, Summary, Adjustments.Length);

    /// <summary>Returns the totals of an order from the columns of a store, which hold one sum for each kind and one code.</summary>
    /// <param name="currency">The currency.</param>
    /// <param name="summary">The sum of the lines.</param>
    /// <param name="discount">The code of the discount and what it takes off.</param>
    /// <param name="tax">All taxes.</param>
    /// <param name="shipping">The id of the shipping option and the price of shipping.</param>
    /// <param name="others">Other adjustments of the total; below zero, the taxes that the prices include.</param>
    internal static CartTotals OfColumns(
        Currency currency, decimal summary, (string? Code, decimal Amount) discount, decimal tax, (string? Id, decimal Amount) shipping, decimal others) => new(
            currency,
            summary,
            new Adjustment(Adjustment.Discount, discount.Code, -discount.Amount),
            new Adjustment(Adjustment.Tax, null, 0 - others) { IsIncluded = true },
            new Adjustment(Adjustment.Tax, null, tax + others),
            new Adjustment(Adjustment.Shipping, shipping.Id, shipping.Amount));

    private static bool IsExact(Currency currency, decimal amount) => Math.Abs(amount) < Bounds[currency.Decimals];

    private decimal SumOf(string? kind)
    {
        var sum = 0m;
        foreach (var adjustment in Adjustments)
        {
            sum += kind is null || adjustment.Kind == kind ? adjustment.Amount : 0;
        }

        return sum;
    }
}

/// <summary>Represents an adjustment of the total, such as a discount, a tax or the shipping.</summary>
/// <param name="Kind">The kind: <see cref="Discount"/>, <see cref="Tax"/> or <see cref="Shipping"/>.</param>
/// <param name="Label">The code of the discount, the id of the shipping option, or null.</param>
/// <param name="Amount">The amount to add; below zero for a discount.</param>
public readonly record struct Adjustment(string Kind, string? Label, decimal Amount)
{
    /// <summary>The kind of a discount.</summary>
    public const string Discount = "discount";

    /// <summary>The kind of a tax.</summary>
    public const string Tax = "tax";

    /// <summary>The kind of the price of shipping.</summary>
    public const string Shipping = "shipping";

    /// <summary>Gets whether the prices already include the amount. The total then does not add it again. Only for a tax. Default false.</summary>
    public bool IsIncluded { get; init; }
}
