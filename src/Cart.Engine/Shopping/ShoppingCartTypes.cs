using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Represents one entry of a bulk change.</summary>
/// <param name="Product">A <see cref="ProductKey"/>, its text such as <c>7:42</c>, a <see cref="Engine.Product"/>, or an object of a class.</param>
/// <param name="UnitPrice">The price of one unit, with no more decimals than the currency; null for the catalog's.</param>
/// <param name="Quantity">The number of units: 1 or more.</param>
public sealed record BulkItem(object Product, decimal? UnitPrice = null, int Quantity = 1);

/// <summary>Represents a cart of a user: a live one, or one that became an order.</summary>
public sealed class UserCart
{
    internal UserCart(CartId id, DateTimeOffset at, CartSnapshot? cart, Order? order) => (Id, At, Cart, Order) = (id, at, cart, order);

    /// <summary>Gets the id of the cart.</summary>
    public CartId Id { get; }

    /// <summary>Gets the time when the cart was created or the order was placed.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Gets the cart; null if it was ordered.</summary>
    public CartSnapshot? Cart { get; }

    /// <summary>Gets the order; null if the cart is live.</summary>
    public Order? Order { get; }
}

/// <summary>Specifies what a sign-in did with the guest's cart.</summary>
public enum SignInOutcome
{
    /// <summary>The session had no cart.</summary>
    NothingToMerge,

    /// <summary>The guest's cart became the user's.</summary>
    Bound,

    /// <summary>The guest's cart was merged into the user's cart.</summary>
    Merged,

    /// <summary>The guest's cart could not be merged. It stays unchanged in the session, and the next sign-in tries again.</summary>
    LeftAlone,

    /// <summary>A store did not answer. Nothing is lost: the next sign-in merges the session's cart.</summary>
    StoreUnavailable,
}

/// <summary>Represents the result of a sign-in. The user is signed in whatever the outcome is.</summary>
public sealed record SignInResult
{
    /// <summary>Gets what the sign-in did with the guest's cart.</summary>
    public required SignInOutcome Outcome { get; init; }

    /// <summary>Gets the merge; null unless the outcome is <see cref="SignInOutcome.Merged"/>.</summary>
    public MergeResult? Merge { get; init; }

    /// <summary>
    /// Gets the warnings for the shopper: reduced quantities, a shipping option that was replaced, and why a cart was left alone
    /// (<c>too_many_lines</c>, <c>checkout_in_progress</c>, <c>currency_mismatch</c>, …).
    /// </summary>
    public ImmutableArray<CartError> Warnings { get; init; } = [];
}

/// <summary>Specifies how a change is made. The options apply to every kind of change.</summary>
public sealed record ChangeOptions
{
    /// <summary>Gets the default options.</summary>
    internal static ChangeOptions Default { get; } = new();

    /// <inheritdoc cref="CartMutation.Operation"/>
    public OperationId? Operation { get; init; }

    /// <inheritdoc cref="CartMutation.ExpectedVersion"/>
    public long? ExpectedVersion { get; init; }

    /// <summary>Gets whether the stock limits lines that gain units. Default true: a registered <see cref="IInventoryChecker"/> is asked.</summary>
    public bool CheckStock { get; init; } = true;

    /// <summary>
    /// Gets whether unit prices given by the caller are accepted as they are. Default false: they must equal the catalog's price, or without a
    /// catalog the product's own.
    /// </summary>
    /// <remarks>
    /// Use it for prices that the shop's own code computes, never for prices from a client. A price that differs from the catalog's is reported as
    /// <c>price_changed</c> unless <see cref="CartOptions.PriceChange"/> is <see cref="CatalogPolicy.Ignore"/>.
    /// </remarks>
    public bool OwnPrices { get; init; }

    /// <summary>Gets the content that a repeat of the operation must match. Default null: the content of the change.</summary>
    internal string? Content { get; init; }

    /// <summary>Gets whether the answer contains the whole cart. Default true.</summary>
    internal bool WithSnapshot { get; init; } = true;

    /// <summary>Returns the change with these options.</summary>
    /// <remarks>The content is taken before current prices are filled in, so that a repeat has the same content.</remarks>
    internal CartMutation On(CartMutation mutation) => mutation with
    {
        Operation = Operation,
        OperationContent = Operation is null ? null : Content ?? mutation.Content,
        ExpectedVersion = ExpectedVersion,
        WithSnapshot = WithSnapshot,
    };
}

/// <summary>Represents the result of a <c>Try</c> method: what the change did, or why it was refused. A refusal has changed nothing.</summary>
public sealed record CartChange
{
    private CartChange()
    {
    }

    /// <summary>Gets why the change was refused; null if it was made.</summary>
    public CartError? Error { get; internal init; }

    /// <summary>Gets whether the operation was a repeat: the change was made before, and this call changed nothing.</summary>
    public bool Replayed => Result?.Replayed ?? false;

    /// <summary>Gets the version of the cart after the change; 0 if the change was refused before the cart was read.</summary>
    public long Version => Result?.Version ?? 0;

    /// <summary>Gets the lines that the change added or set, with their current values.</summary>
    public ImmutableArray<CartLine> Changed => Result?.Changed ?? [];

    /// <summary>Gets the lines that the change removed individually, with their last values.</summary>
    public ImmutableArray<CartLine> Removed => Result?.Removed ?? [];

    /// <summary>Gets the deviations from the request, such as a quantity that was reduced to the stock.</summary>
    public ImmutableArray<CartError> Warnings { get; init; } = [];

    /// <summary>Gets the product that the shop does not sell, if that is why the change was refused.</summary>
    internal ProductKey? Unsold { get; private init; }

    /// <summary>Gets the result of the command; null if no command was sent.</summary>
    internal CartResult? Result { get; private init; }

    /// <summary>Returns a change that was made.</summary>
    internal static CartChange Of(CartResult result) => new() { Result = result };

    /// <summary>Returns a change that the cart refused.</summary>
    internal static CartChange Refused(CartError error, CartResult result) => new() { Error = error, Result = result };

    /// <summary>Returns a change that was refused before the cart was read.</summary>
    internal static CartChange Refused(CartError error, ProductKey? unsold = null) => new() { Error = error, Unsold = unsold };

    /// <summary>Returns the change, or throws the error.</summary>
    internal CartChange Accepted() => Error is null ? this : throw Error.ToException();
}

/// <summary>Represents a cart for display: one snapshot with its prices, products and warnings.</summary>
public sealed record CartView
{
    /// <summary>Gets the snapshot, with the lines.</summary>
    public required CartSnapshot Cart { get; init; }

    /// <summary>Gets the amounts of the cart; null if they are too large to compute exactly, which a warning reports.</summary>
    public required CartTotals? Totals { get; init; }

    /// <summary>Gets the selected shipping option; null if none is selected, or it is no longer offered, which a warning reports.</summary>
    public ShippingOption? ShippingOption { get; init; }

    /// <summary>Gets the warnings for the shopper, such as a changed price or an expired discount.</summary>
    public ImmutableArray<CartError> Warnings { get; init; } = [];

    /// <summary>Gets the products of the lines from the catalog. Products that it does not have are missing; if it failed, all are.</summary>
    public required IReadOnlyDictionary<ProductKey, Product> Products { get; init; }

    /// <summary>Gets the time when the cart expires unless it changes before; null for a cart that does not exist yet and for an order.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets the order that the cart became through this object; null if none exists.</summary>
    public Order? Order { get; init; }
}
