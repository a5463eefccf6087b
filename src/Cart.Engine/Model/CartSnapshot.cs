using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cart.Engine;

/// <summary>A cart as it was at one moment.</summary>
/// <remarks>Compare snapshots by their lines: two records with equal lines in different arrays are not equal as records.</remarks>
public sealed record CartSnapshot
{
    /// <summary>Gets the cart's id.</summary>
    public required CartId Id { get; init; }

    /// <summary>
    /// Gets the number of the last change. It only grows, also from one cart of a shopper to the next: a cart that does not exist yet has the
    /// version of the one before it, or 0.
    /// </summary>
    public required long Version { get; init; }

    /// <summary>Gets whether the cart takes changes.</summary>
    public CartState State { get; init; }

    /// <summary>Gets the currency of all prices.</summary>
    public required Currency Currency { get; init; }

    /// <summary>Gets the user who owns the cart; null for a guest's.</summary>
    public string? UserId { get; init; }

    /// <summary>
    /// Specifies whether the guest who started the cart has not come back yet: it lives for <see cref="CartOptions.NewGuestTimeToLive"/>.
    /// </summary>
    public bool IsNew { get; init; }

    /// <summary>Gets when the cart was first changed; null for a cart that does not exist yet.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when the cart was last changed, to the second; null for a cart that does not exist yet.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Gets the lines, in the order in which they were first added.</summary>
    public ImmutableArray<CartLine> Lines { get; init; } = [];

    /// <summary>Gets the codes of the discounts that are applied, as they are displayed, in the order in which they were applied.</summary>
    public ImmutableArray<string> DiscountCodes { get; init; } = [];

    /// <summary>Gets the id of the shipping option that is selected; null for none.</summary>
    public string? ShippingOptionId { get; init; }

    /// <summary>Gets the last checkout that froze the cart; 0 when none did.</summary>
    public long Fence { get; init; }

    /// <summary>Gets the order that the cart became; null unless it is <see cref="CartState.Ordered"/>.</summary>
    public OrderId? OrderId { get; init; }

    /// <summary>Gets the cart that took over what this one held beyond its order; null unless there was such a thing.</summary>
    public CartId? Successor { get; init; }

    /// <summary>
    /// Gets the merge that takes the cart; null unless it is <see cref="CartState.Merging"/> or <see cref="CartState.Merged"/>.
    /// </summary>
    internal CartMerge? Merge { get; init; }

    /// <summary>What the last change, a merge, could not take over as it was; empty after any other change.</summary>
    internal ImmutableArray<MergeNote> MergeNotes { get; init; } = [];

    /// <summary>Specifies whether the cart exists: a cart is created by its first change, and its id is never used again.</summary>
    public bool Exists => CreatedAt is not null;

    /// <summary>Gets the number of units over all lines; a fraction of a unit counts as one.</summary>
    public long Count => Lines.Sum(static line => line.Quantity.Units);

    /// <summary>Gets whether there are no lines.</summary>
    public bool IsEmpty => Lines.IsEmpty;

    /// <summary>The snapshot of a cart that does not exist yet.</summary>
    public static CartSnapshot Nothing(CartId id, Currency currency) => new() { Id = id, Version = 0, Currency = currency };

    /// <summary>Returns the line with a key, or null.</summary>
    public CartLine? Find(LineKey key) => Lines.FirstOrDefault(line => line.Key == key);
}

/// <summary>Represents a line: a quantity of a product at one price. A change that adds units names them by a line, too.</summary>
/// <param name="Key">The product, and what tells several lines of it apart.</param>
/// <param name="Quantity">The quantity; more than 0 in a cart.</param>
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

    /// <summary>Quantity times unit price, exactly.</summary>
    public decimal TotalPrice => Quantity * UnitPrice;

    /// <summary>Returns the line for people, such as <c>7:42 x 2 at 9.99</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key} x {Quantity} at {UnitPrice}");
}

/// <summary>Where a cart stands between its first line and its end.</summary>
public enum CartState
{
    /// <summary>The cart takes changes.</summary>
    Open,

    /// <summary>A checkout holds the cart: it takes no changes until the checkout ends or its lease runs out.</summary>
    CheckingOut,

    /// <summary>The cart became an order. It has no lines and no longer takes changes.</summary>
    Ordered,

    /// <summary>The cart is being merged into another: it takes no changes until that is completed, which anyone may do.</summary>
    Merging,

    /// <summary>The cart was merged into another. It has no lines and no longer takes changes.</summary>
    Merged,
}

/// <summary>
/// Represents what a cart costs: the sum of the lines, and adjustments that add up with it to the total. All amounts have the currency's decimals.
/// </summary>
public sealed record CartTotals
{
    // By the currency's decimals: from here on, a decimal no longer keeps every one of them.
    private static readonly decimal[] Bounds = [1e28m, 1e27m, 1e26m, 1e25m, 1e24m];

    /// <summary>Initializes totals from their parts, each rounded to the currency; parts of 0 are left out.</summary>
    /// <param name="currency">The currency of all amounts.</param>
    /// <param name="summary">The sum of the lines, 0 or more.</param>
    /// <param name="adjustments">What is added to it. Discounts are 0 or below, and together no more than <paramref name="summary"/>.</param>
    /// <exception cref="ArgumentException">An amount is out of its range, or included in the prices but not a tax.</exception>
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

    /// <summary>Gets what adds up with <see cref="Summary"/> to <see cref="Total"/>, in the order in which it is computed. No amount is 0.</summary>
    public ImmutableArray<Adjustment> Adjustments { get; }

    /// <summary>Gets what all discounts take off the sum; 0 or more.</summary>
    public decimal DiscountAmount => Currency.Round(0 - SumOf(Adjustment.Discount));

    /// <summary>Gets all taxes, those included in the prices too.</summary>
    public decimal Tax => Currency.Round(SumOf(Adjustment.Tax));

    /// <summary>Gets the price of shipping.</summary>
    public decimal Shipping => Currency.Round(SumOf(Adjustment.Shipping));

    /// <summary>Gets what is to be paid: the sum and all adjustments that the prices do not include, never below zero.</summary>
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
    /// Sums the lines of a cart, unless the sum has more than 28 digits with its decimals, where a decimal no longer keeps every cent.
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
    /// Makes totals of their parts, unless one of them, or the total, has more than 28 digits with its decimals. For parts that a
    /// host's calculators computed.
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

        // Each part is below 10^28, so that no sum of a few can overflow a decimal.
        totals = isExact ? new CartTotals(currency, summary, adjustments) : null;
        totals = totals is not null && IsExact(currency, totals.Total) ? totals : null;
        return totals is not null;
    }

    /// <inheritdoc/>
    public bool Equals(CartTotals? other) => other is not null
        && (Currency, Summary) == (other.Currency, other.Summary) && Adjustments.SequenceEqual(other.Adjustments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Currency, Summary, Adjustments.Length);

    /// <summary>Makes the totals of an order from the columns of a store, which sum up each kind and hold one code.</summary>
    /// <param name="currency">The currency.</param>
    /// <param name="summary">The sum of the lines.</param>
    /// <param name="discount">The code of the discount and what it takes off.</param>
    /// <param name="tax">All taxes.</param>
    /// <param name="shipping">The id of the shipping option and the price of shipping.</param>
    /// <param name="others">What else the total counts: below zero, the taxes that the prices include.</param>
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

/// <summary>Represents what the total of a cart counts beside its lines.</summary>
/// <param name="Kind">The kind: <see cref="Discount"/>, <see cref="Tax"/> or <see cref="Shipping"/>.</param>
/// <param name="Label">The code of the discount, the id of the shipping option, or null.</param>
/// <param name="Amount">The amount that is added: below zero for a discount.</param>
public readonly record struct Adjustment(string Kind, string? Label, decimal Amount)
{
    /// <summary>The kind of a discount.</summary>
    public const string Discount = "discount";

    /// <summary>The kind of a tax.</summary>
    public const string Tax = "tax";

    /// <summary>The kind of the price of shipping.</summary>
    public const string Shipping = "shipping";

    /// <summary>Gets whether the prices include the amount already, so that the total does not count it again. Only for a tax. Default false.</summary>
    public bool IsIncluded { get; init; }
}
