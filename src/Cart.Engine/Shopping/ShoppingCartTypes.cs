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
public sealed record ChangeTerms
{
    /// <summary>Gets the safe defaults.</summary>
    internal static ChangeTerms Default { get; } = new();

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

    /// <summary>Gets whether the answer brings the whole cart. Default true.</summary>
    internal bool WithSnapshot { get; init; } = true;

    /// <summary>Returns the change as it is made.</summary>
    /// <remarks>The content is that of the change before it takes prices of the day, so that a repeat has the same.</remarks>
    internal CartMutation On(CartMutation mutation) => mutation with
    {
        Operation = Operation,
        OperationContent = Operation is null ? null : Content ?? mutation.Content,
        ExpectedVersion = ExpectedVersion,
        WithSnapshot = WithSnapshot,
    };
}
