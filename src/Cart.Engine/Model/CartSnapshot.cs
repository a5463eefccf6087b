using System.Collections.Immutable;
using System.Globalization;

namespace Cart.Engine;

/// <summary>A cart as it was at one moment.</summary>
/// <remarks>Compare snapshots by their lines: two records with equal lines in different arrays are not equal as records.</remarks>
public sealed record CartSnapshot
{
    /// <summary>The cart's id.</summary>
    public required CartId Id { get; init; }

    /// <summary>
    /// The number of the last change. It only grows, also from one cart of a shopper to the next: a cart that does not exist yet has the
    /// version of the one before it, or 0.
    /// </summary>
    public required long Version { get; init; }

    /// <summary>Whether the cart takes changes.</summary>
    public CartState State { get; init; }

    /// <summary>The currency of all prices.</summary>
    public required Currency Currency { get; init; }

    /// <summary>The user who owns the cart; null for a guest's.</summary>
    public string? UserId { get; init; }

    /// <summary>
    /// Specifies whether the guest who started the cart has not come back yet: it lives for <see cref="CartOptions.NewGuestTimeToLive"/>.
    /// </summary>
    public bool IsNew { get; init; }

    /// <summary>When the cart was first changed; null for a cart that does not exist yet.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the cart was last changed, to the second; null for a cart that does not exist yet.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The lines, in the order in which they were first added.</summary>
    public ImmutableArray<CartLine> Lines { get; init; } = [];

    /// <summary>Gets the codes of the discounts that are applied, as they are displayed, in the order in which they were applied.</summary>
    public ImmutableArray<string> DiscountCodes { get; init; } = [];

    /// <summary>The id of the shipping option that is selected; null for none.</summary>
    public string? ShippingOptionId { get; init; }

    /// <summary>The last checkout that froze the cart; 0 when none did.</summary>
    public long Fence { get; init; }

    /// <summary>The order that the cart became; null unless it is <see cref="CartState.Ordered"/>.</summary>
    public OrderId? OrderId { get; init; }

    /// <summary>The cart that took over what this one held beyond its order; null unless there was such a thing.</summary>
    public CartId? Successor { get; init; }

    /// <summary>
    /// The merge that takes the cart; null unless it is <see cref="CartState.Merging"/> or <see cref="CartState.Merged"/>.
    /// </summary>
    internal CartMerge? Merge { get; init; }

    /// <summary>What the last change, a merge, could not take over as it was; empty after any other change.</summary>
    internal ImmutableArray<MergeNote> MergeNotes { get; init; } = [];

    /// <summary>Specifies whether the cart exists: a cart is created by its first change, and its id is never used again.</summary>
    public bool Exists => CreatedAt is not null;

    /// <summary>The number of units over all lines; a fraction of a unit counts as one.</summary>
    public long Count => Lines.Sum(static line => line.Quantity.Units);

    /// <summary>Tells whether there are no lines.</summary>
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

    /// <summary>The cart became an order. It has no lines and takes no changes any more.</summary>
    Ordered,

    /// <summary>The cart is being merged into another: it takes no changes until that is completed, which anyone may do.</summary>
    Merging,

    /// <summary>The cart was merged into another. It has no lines and takes no changes any more.</summary>
    Merged,
}
