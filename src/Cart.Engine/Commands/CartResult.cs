using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>The answer to a command.</summary>
internal sealed record CartResult
{
    /// <summary>What became of the command.</summary>
    public required CartStatus Status { get; init; }

    /// <summary>The cart's version after the command, or the version that the refusal was decided on; 0 if it was not read.</summary>
    public long Version { get; init; }

    /// <summary>
    /// Whether the command had taken effect before, so that this repeat changed nothing. Of a checkout: whether the order of an ordered
    /// cart was placed under the same operation.
    /// </summary>
    public bool Replayed { get; init; }

    /// <summary>The number of units over all lines, after a change of lines or fields that was not refused.</summary>
    public long Count { get; init; }

    /// <summary>The number of lines, after a change of lines or fields that was not refused.</summary>
    public int UniqueCount { get; init; }

    /// <summary>The lines that the command changed, as they are now.</summary>
    public ImmutableArray<CartLine> Changed { get; init; } = [];

    /// <summary>The lines that the command removed one by one, as they were. Clearing a cart does not list them.</summary>
    public ImmutableArray<CartLine> Removed { get; init; } = [];

    /// <summary>The lines among <see cref="Changed"/> that are new.</summary>
    public ImmutableArray<LineKey> Created { get; init; } = [];

    /// <summary>
    /// The lines whose quantity was cut to the limit or to the stock. They are among <see cref="Changed"/>, but for those that were cut to nothing.
    /// </summary>
    public ImmutableArray<LineKey> Clamped { get; init; } = [];

    /// <summary>The line that a refusal is about, where it is about one.</summary>
    public LineKey? Line { get; init; }

    /// <summary>
    /// Gets what is wrong with each line that the refusal is about, in the order of the command; empty if the refusal is not about a quantity.
    /// </summary>
    public ImmutableArray<LineProblem> Problems { get; init; } = [];

    /// <summary>Gets the limit of lines that the cart would exceed, with <see cref="CartStatus.TooManyLines"/>; otherwise null.</summary>
    public int? Limit { get; init; }

    /// <summary>The checkout that holds the cart, where one does.</summary>
    public CheckoutHold? Hold { get; init; }

    /// <summary>The order that the cart became, where it did.</summary>
    public OrderId? OrderId { get; init; }

    /// <summary>The cart that took over what the ordered cart held beyond its order, where there was such a thing.</summary>
    public CartId? Successor { get; init; }

    /// <summary>The merge that takes the cart, where one does.</summary>
    public CartMerge? Merge { get; init; }

    /// <summary>The whole cart, where it was asked for and the command was not refused; at least as new as <see cref="Version"/>.</summary>
    public CartSnapshot? Snapshot { get; init; }
}

/// <summary>
/// What became of a command. Everything but <see cref="Ok"/> is a refusal that changed nothing. The numbers are those of <c>lua/_statuses.lua</c>.
/// </summary>
public enum CartStatus
{
    /// <summary>The command took effect, now or at the first of its repeats.</summary>
    Ok = 0,

    /// <summary>A quantity is below 1 (below 0 where 0 removes the line), or above the limit.</summary>
    InvalidQuantity = 1,

    /// <summary>A unit price is negative, too great, or has more decimals than the currency.</summary>
    InvalidPrice = 2,

    /// <summary>The cart does not exist and was not to be brought into being, or it belongs to another user.</summary>
    CartNotFound = 3,

    /// <summary>The operation id was already used for a command with other content.</summary>
    OperationReused = 4,

    /// <summary>A checkout holds the cart. Try again when its lease has run out, or when it has ended.</summary>
    CheckoutInProgress = 5,

    /// <summary>A checkout holds the cart and its lease has run out: settle the attempt in the order store, then finish or thaw.</summary>
    CheckoutLapsed = 6,

    /// <summary>The cart has become an order and takes no changes any more.</summary>
    Ordered = 7,

    /// <summary>The cart is at another version than the one expected.</summary>
    VersionMismatch = 8,

    /// <summary>The cart is kept in another currency.</summary>
    CurrencyMismatch = 9,

    /// <summary>The cart has no line of that product.</summary>
    LineNotFound = 10,

    /// <summary>The quantity that would result is above the limit.</summary>
    QuantityLimit = 11,

    /// <summary>The cart would have more lines than the limit.</summary>
    TooManyLines = 12,

    /// <summary>An empty cart cannot be checked out.</summary>
    CartEmpty = 13,

    /// <summary>The attempt no longer holds the cart.</summary>
    FenceLost = 14,

    /// <summary>A discount is applied to the cart already.</summary>
    DiscountApplied = 15,

    /// <summary>The cart is being merged into another; anyone may complete that.</summary>
    MergeInProgress = 16,

    /// <summary>The cart was merged into another, which has its lines.</summary>
    Merged = 17,

    /// <summary>The merge was given up before its lines were taken over.</summary>
    MergeRefused = 18,

    /// <summary>A line that gains units would exceed the stock: see <see cref="CartResult.Problems"/>.</summary>
    InsufficientStock = 19,

    /// <summary>The catalog no longer has the product, so that no units of it can be added. No store answers this.</summary>
    ProductGone = 20,
}

/// <summary>Describes what is wrong with one line of a cart, with the numbers that a shopper needs to correct it.</summary>
/// <param name="Code">The code: <c>insufficient_stock</c>, <c>invalid_quantity</c>, <c>invalid_price</c>, <c>price_changed</c> or <c>product_gone</c>.</param>
/// <param name="Key">The line.</param>
public sealed record LineProblem(string Code, LineKey Key)
{
    /// <summary>Gets the product of the line.</summary>
    public ProductKey Product => Key.Product;

    /// <summary>Gets the quantity in stock; null if the inventory checker does not say.</summary>
    public Quantity? Available { get; init; }

    /// <summary>Gets the quantity that the line has or would have; null if the problem is not about a quantity.</summary>
    public Quantity? Requested { get; init; }

    /// <summary>Gets the greatest quantity of a line; null if the problem is not about that limit.</summary>
    public Quantity? Limit { get; init; }

    /// <summary>Gets the unit price of the line; null if the problem is not about a price.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>Gets the unit price in the catalog today; null if the problem is not about a price.</summary>
    public decimal? CatalogPrice { get; init; }

    /// <summary>Gets the explanation for people, in English.</summary>
    public string Message => this switch
    {
        { Code: "insufficient_stock", Available: { } none } when none <= Quantity.Zero => $"{Key} is out of stock.",
        { Code: "insufficient_stock", Available: { } available, Requested: { } requested } =>
            $"Quantity {requested} of {Key} exceeds the available stock of {available}.",
        { Code: "insufficient_stock" } => $"Quantity {Requested} of {Key} exceeds the available stock.",
        { Code: "invalid_quantity", Limit: { } limit } when Requested > limit => $"Quantity {Requested} of {Key} exceeds the limit of {limit}.",
        { Code: "invalid_quantity", Limit: { } limit } => $"Quantity {Requested} of {Key} must be between 1 and {limit}.",
        { Code: "invalid_price" } => FormattableString.Invariant($"The unit price {UnitPrice} of {Key} does not fit the currency."),
        { Code: "too_many_lines" } => $"{Key} does not fit: the cart can have {Limit} lines.",
        { Code: "price_changed" } => FormattableString.Invariant($"The price of {Key} changed from {UnitPrice} to {CatalogPrice}."),
        { Code: "product_gone" } => $"{Key} is no longer sold. Remove it from the cart.",
        _ => $"{Key}: {Code}.",
    };
}
