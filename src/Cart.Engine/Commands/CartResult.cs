using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Represents the result of a command.</summary>
internal sealed record CartResult
{
    /// <summary>Gets the status of the command.</summary>
    public required CartStatus Status { get; init; }

    /// <summary>Gets the cart's version after the command, or the version on which the refusal is based; 0 if the cart was not read.</summary>
    public long Version { get; init; }

    /// <summary>
    /// Gets whether the command had taken effect before, so that this repeat changed nothing. For a checkout: whether the order was placed under
    /// the same operation.
    /// </summary>
    public bool Replayed { get; init; }

    /// <summary>Gets the total quantity of all lines, in units, after a successful change of lines or fields.</summary>
    public long Count { get; init; }

    /// <summary>Gets the number of lines, after a successful change of lines or fields.</summary>
    public int UniqueCount { get; init; }

    /// <summary>Gets the lines that the command changed, with their current values.</summary>
    public ImmutableArray<CartLine> Changed { get; init; } = [];

    /// <summary>Gets the lines that the command removed individually, with their last values. Clearing a cart does not list them.</summary>
    public ImmutableArray<CartLine> Removed { get; init; } = [];

    /// <summary>Gets the lines among <see cref="Changed"/> that are new.</summary>
    public ImmutableArray<LineKey> Created { get; init; } = [];

    /// <summary>
    /// Gets the lines whose quantity was reduced to the limit or to the stock. They are among <see cref="Changed"/>, unless nothing of them is left.
    /// </summary>
    public ImmutableArray<LineKey> Clamped { get; init; } = [];

    /// <summary>Gets the line that the refusal is about; null if it is not about one line.</summary>
    public LineKey? Line { get; init; }

    /// <summary>
    /// Gets the problem of each line that the refusal is about, in the order of the command; empty if the refusal is not about a quantity.
    /// </summary>
    public ImmutableArray<LineProblem> Problems { get; init; } = [];

    /// <summary>Gets the exceeded limit of lines, with <see cref="CartStatus.TooManyLines"/>; otherwise, null.</summary>
    public int? Limit { get; init; }

    /// <summary>Gets the checkout that holds the cart; null if none exists.</summary>
    public CheckoutHold? Hold { get; init; }

    /// <summary>Gets the order that the cart became; null if none exists.</summary>
    public OrderId? OrderId { get; init; }

    /// <summary>Gets the cart that took over the lines added after the order; null if there were none.</summary>
    public CartId? Successor { get; init; }

    /// <summary>Gets the merge of this cart into another; null if none exists.</summary>
    public CartMerge? Merge { get; init; }

    /// <summary>Gets the whole cart if it was requested and the command succeeded. It is at least as new as <see cref="Version"/>.</summary>
    public CartSnapshot? Snapshot { get; init; }
}

/// <summary>Represents the problem of one line, with the numbers that a shopper needs to correct it.</summary>
/// <param name="Code">
/// The code: <c>insufficient_stock</c>, <c>invalid_quantity</c>, <c>invalid_price</c>, <c>price_changed</c> or <c>product_gone</c>.
/// </param>
/// <param name="Key">The line.</param>
public sealed record LineProblem(string Code, LineKey Key)
{
    /// <summary>Gets the product of the line.</summary>
    public ProductKey Product => Key.Product;

    /// <summary>Gets the quantity in stock; null if the inventory checker does not report it.</summary>
    public Quantity? Available { get; init; }

    /// <summary>Gets the quantity that the line has or would have; null if the problem is not about a quantity.</summary>
    public Quantity? Requested { get; init; }

    /// <summary>Gets the maximum quantity of a line; null if the problem is not about that limit.</summary>
    public Quantity? Limit { get; init; }

    /// <summary>Gets the unit price of the line; null if the problem is not about a price.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>Gets the current unit price in the catalog; null if the problem is not about a price.</summary>
    public decimal? CatalogPrice { get; init; }

    /// <summary>Gets the zero-based position of the line in the cart; null if the problem was not found in the cart.</summary>
    public int? Index { get; internal init; }

    /// <summary>Gets the description of the problem, in English.</summary>
    public string Message => CartErrors.TextOf(this);
}
