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

    /// <summary>The code of the discount that is applied, as it is displayed; null for none.</summary>
    public string? DiscountCode { get; init; }

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
    public ImmutableArray<MergeNote> MergeNotes { get; init; } = [];

    /// <summary>Specifies whether the cart exists: a cart is created by its first change, and its id is never used again.</summary>
    public bool Exists => CreatedAt is not null;

    /// <summary>The number of units over all lines.</summary>
    public long Count => Lines.Sum(static line => (long)line.Quantity.Value);

    /// <summary>Tells whether there are no lines.</summary>
    public bool IsEmpty => Lines.IsEmpty;

    /// <summary>The snapshot of a cart that does not exist yet.</summary>
    public static CartSnapshot Nothing(CartId id, Currency currency) => new() { Id = id, Version = 0, Currency = currency };

    /// <summary>Returns the line of a product, or null.</summary>
    public CartLine? Find(ProductKey product) => Lines.FirstOrDefault(line => line.Product == product);
}

/// <summary>One line of a cart: so many units of a product, each at one price.</summary>
/// <param name="Product">The product.</param>
/// <param name="Quantity">The number of units, 1 or more.</param>
/// <param name="UnitPrice">The price of one unit, in the cart's currency.</param>
public sealed record CartLine(ProductKey Product, Quantity Quantity, decimal UnitPrice)
{
    /// <summary>Quantity times unit price, exactly.</summary>
    public decimal TotalPrice => Quantity * UnitPrice;

    /// <summary>Returns the line for people, such as <c>7:42 x 2 at 9.99</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Product} x {Quantity} at {UnitPrice}");
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
