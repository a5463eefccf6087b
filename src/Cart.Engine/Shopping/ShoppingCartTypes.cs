using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>A line with its product.</summary>
/// <param name="Line">The line.</param>
/// <param name="Product">The product; null if the catalog no longer has it.</param>
public sealed record CartItem(CartLine Line, Product? Product);

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

/// <summary>Whether a cart can be checked out as it is.</summary>
/// <param name="IsReady">Whether it can.</param>
/// <param name="Code">Why not, as a code that never changes, such as <c>cart_empty</c>; empty if it can.</param>
/// <param name="Message">Why not, in English; empty if it can.</param>
public readonly record struct CheckoutReadiness(bool IsReady, string Code, string Message)
{
    private readonly ImmutableArray<CheckoutProblem> _problems;

    /// <summary>Gets every reason why not, with the numbers; empty if it can be checked out, and for a cart without lines.</summary>
    public ImmutableArray<CheckoutProblem> Problems
    {
        get => _problems.IsDefault ? [] : _problems;
        init => _problems = value;
    }
}

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
    public ImmutableArray<CartWarning> Warnings { get; init; } = [];
}

/// <summary>
/// Specifies on what terms a change is made, whatever it changes: the properties of a <see cref="CartMutation"/> of the same
/// names, and what is asked before.
/// </summary>
public sealed record ChangeTerms
{
    /// <inheritdoc cref="CartMutation.Operation"/>
    public OperationId? Operation { get; init; }

    /// <inheritdoc cref="CartMutation.OperationContent"/>
    public string? OperationContent { get; init; }

    /// <inheritdoc cref="CartMutation.ExpectedVersion"/>
    public long? ExpectedVersion { get; init; }

    /// <inheritdoc cref="CartMutation.WithSnapshot"/>
    public bool WithSnapshot { get; init; } = true;

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

    /// <summary>Returns the change on these terms.</summary>
    internal CartMutation On(CartMutation mutation) => mutation with
    {
        Operation = Operation,
        OperationContent = OperationContent,
        ExpectedVersion = ExpectedVersion,
        WithSnapshot = WithSnapshot,
    };
}
