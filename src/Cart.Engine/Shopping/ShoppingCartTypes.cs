using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>One of many products to put into a cart at once.</summary>
/// <param name="Product">A <see cref="ProductKey"/>, its text such as <c>7:42</c>, a <see cref="Engine.Product"/>, or an object of a class.</param>
/// <param name="UnitPrice">The price of one unit, with no more decimals than the currency; null for the catalog's.</param>
/// <param name="Quantity">How many units: 1 or more.</param>
public sealed record BulkItem(object Product, decimal? UnitPrice = null, int Quantity = 1);

/// <summary>An entry of a bulk change, with its product found out.</summary>
internal sealed record WantedItem(DescribedProduct Product, int Quantity, decimal UnitPrice);

/// <summary>A cart of a user: still live, or an order by now.</summary>
/// <param name="Id">The cart.</param>
/// <param name="At">When the cart was created, or the order was placed.</param>
/// <param name="Cart">The cart; null if it was ordered.</param>
/// <param name="Order">The order; null if the cart is live.</param>
public sealed record UserCart(CartId Id, DateTimeOffset At, CartSnapshot? Cart, Order? Order);

/// <summary>What became of the guest's cart when a user signed in.</summary>
public enum SignInOutcome
{
    /// <summary>The session had no cart to take along.</summary>
    NothingToMerge,

    /// <summary>The guest's cart became the user's.</summary>
    Bound,

    /// <summary>The guest's cart was merged into the cart that the user had.</summary>
    Merged,

    /// <summary>The guest's cart could not be merged. It stays as it was, in the session; the next sign-in tries again.</summary>
    LeftAlone,

    /// <summary>A store did not answer. Nothing is lost: the session's cart is merged at the next sign-in.</summary>
    StoreUnavailable,
}

/// <summary>The report of a sign-in. The user is signed in, whatever it says.</summary>
public sealed record SignInResult
{
    /// <summary>Gets what became of the guest's cart.</summary>
    public required SignInOutcome Outcome { get; init; }

    /// <summary>Gets the merge; null unless the outcome is <see cref="SignInOutcome.Merged"/>.</summary>
    public MergeResult? Merge { get; init; }

    /// <summary>
    /// Gets what the shopper should know: clamped quantities, a shipping option that gave way, and why a cart was left alone
    /// (<c>too_many_lines</c>, <c>checkout_in_progress</c>, <c>currency_mismatch</c>, …).
    /// </summary>
    public ImmutableArray<CartError> Warnings { get; init; } = [];
}

/// <summary>Specifies how a change is made, whatever it changes.</summary>
public sealed record ChangeOptions
{
    /// <summary>Gets the safe defaults.</summary>
    internal static ChangeOptions Default { get; } = new();

    /// <inheritdoc cref="CartMutation.Operation"/>
    public OperationId? Operation { get; init; }

    /// <inheritdoc cref="CartMutation.ExpectedVersion"/>
    public long? ExpectedVersion { get; init; }

    /// <summary>Gets whether the stock limits lines that gain units. Default true: a registered <see cref="IInventoryChecker"/> is asked.</summary>
    public bool CheckStock { get; init; } = true;

    /// <summary>
    /// Gets whether unit prices that the caller gives are taken as they are. Default false: they must be the catalog's, or without a catalog
    /// the product's own.
    /// </summary>
    /// <remarks>
    /// For prices that the shop's own code computes, never for those of a client. A price that differs from the catalog's is reported as
    /// <c>price_changed</c> unless <see cref="CartOptions.PriceChange"/> is <see cref="CatalogPolicy.Ignore"/>.
    /// </remarks>
    public bool OwnPrices { get; init; }

    /// <summary>Gets what a repeat of the operation must ask for, too. Default null: the content of the change.</summary>
    internal string? Content { get; init; }

    /// <summary>Gets whether the answer contains the whole cart. Default true.</summary>
    internal bool WithSnapshot { get; init; } = true;

    /// <summary>Returns the change as it is made.</summary>
    /// <remarks>The content is that of the change before it takes current prices, so that a repeat has the same.</remarks>
    internal CartMutation On(CartMutation mutation) => mutation with
    {
        Operation = Operation,
        OperationContent = Operation is null ? null : Content ?? mutation.Content,
        ExpectedVersion = ExpectedVersion,
        WithSnapshot = WithSnapshot,
    };
}

/// <summary>The answer to a change that was asked for without exceptions: what it did, or why it was refused. A refusal has changed nothing.</summary>
public sealed record CartChange
{
    private CartChange()
    {
    }

    /// <summary>Gets why the change was refused; null if it was made.</summary>
    public CartError? Error { get; private init; }

    /// <summary>Gets whether an operation was repeated: the change was made before, and this call changed nothing.</summary>
    public bool Replayed => Result?.Replayed ?? false;

    /// <summary>Gets the version of the cart after the change; 0 if it was refused before the cart was asked.</summary>
    public long Version => Result?.Version ?? 0;

    /// <summary>Gets the lines that the change has added or set, as they are now.</summary>
    public ImmutableArray<CartLine> Changed => Result?.Changed ?? [];

    /// <summary>Gets the lines that the change has removed one by one, as they were.</summary>
    public ImmutableArray<CartLine> Removed => Result?.Removed ?? [];

    /// <summary>Gets what was not done as it was asked for, such as a quantity that was cut to the stock.</summary>
    public ImmutableArray<CartError> Warnings { get; init; } = [];

    /// <summary>Gets the product that the shop does not sell, if that is the reason of the refusal.</summary>
    internal ProductKey? Unsold { get; private init; }

    /// <summary>Gets what the cart answered; null if it was not asked.</summary>
    internal CartResult? Result { get; private init; }

    /// <summary>A change that the cart has made.</summary>
    internal static CartChange Of(CartResult result) => new() { Result = result };

    /// <summary>A change that the cart has refused.</summary>
    internal static CartChange Refused(CartError error, CartResult result) => new() { Error = error, Result = result };

    /// <summary>A change that was refused before the cart was asked.</summary>
    internal static CartChange Refused(CartError error, ProductKey? unsold = null) => new() { Error = error, Unsold = unsold };

    /// <summary>Returns the change, or throws the error.</summary>
    internal CartChange Accepted() => Error is null ? this : throw Error.ToException();
}

/// <summary>A cart as it is shown: one snapshot with what it costs, what its products are called, and what the shopper should know.</summary>
public sealed record CartView
{
    /// <summary>Gets the snapshot, with the lines.</summary>
    public required CartSnapshot Cart { get; init; }

    /// <summary>Gets what the cart costs; null if it is too large to compute exactly, which a warning says.</summary>
    public required CartTotals? Totals { get; init; }

    /// <summary>Gets the shipping option that is selected; null if none is, or it is no longer offered, which a warning says.</summary>
    public ShippingOption? ShippingOption { get; init; }

    /// <summary>Gets what the shopper should know though nothing was refused, such as a price that has changed or a discount that has expired.</summary>
    public ImmutableArray<CartError> Warnings { get; init; } = [];

    /// <summary>Gets the products of the lines, as the catalog has them; those that it does not have, or all if it failed, are left out.</summary>
    public required IReadOnlyDictionary<ProductKey, Product> Products { get; init; }

    /// <summary>Gets when the cart expires unless it is changed before; null for a cart that does not exist yet, and for an order.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets the order that the cart became; null if it has not become one here.</summary>
    public Order? Order { get; init; }
}
