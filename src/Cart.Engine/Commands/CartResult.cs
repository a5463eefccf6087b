using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>The answer to a command.</summary>
internal sealed record CartResult
{
    /// <summary>What became of the command.</summary>
    public required CartStatus Status { get; init; }

    /// <summary>Gets the cart's version after the command, or the version that the refusal was decided on; 0 if it was not read.</summary>
    public long Version { get; init; }

    /// <summary>
    /// Gets whether the command had taken effect before, so that this repeat changed nothing. Of a checkout: whether the order of an ordered
    /// cart was placed under the same operation.
    /// </summary>
    public bool Replayed { get; init; }

    /// <summary>Gets the number of units over all lines, after a change of lines or fields that was not refused.</summary>
    public long Count { get; init; }

    /// <summary>Gets the number of lines, after a change of lines or fields that was not refused.</summary>
    public int UniqueCount { get; init; }

    /// <summary>Gets the lines that the command changed, as they are now.</summary>
    public ImmutableArray<CartLine> Changed { get; init; } = [];

    /// <summary>Gets the lines that the command removed one by one, as they were. Clearing a cart does not list them.</summary>
    public ImmutableArray<CartLine> Removed { get; init; } = [];

    /// <summary>Gets the lines among <see cref="Changed"/> that are new.</summary>
    public ImmutableArray<LineKey> Created { get; init; } = [];

    /// <summary>
    /// Gets the lines whose quantity was cut to the limit or to the stock. They are among <see cref="Changed"/>, but for those that were cut to nothing.
    /// </summary>
    public ImmutableArray<LineKey> Clamped { get; init; } = [];

    /// <summary>Gets the line that a refusal is about, where it is about one.</summary>
    public LineKey? Line { get; init; }

    /// <summary>
    /// Gets what is wrong with each line that the refusal is about, in the order of the command; empty if the refusal is not about a quantity.
    /// </summary>
    public ImmutableArray<LineProblem> Problems { get; init; } = [];

    /// <summary>Gets the limit of lines that the cart would exceed, with <see cref="CartStatus.TooManyLines"/>; otherwise null.</summary>
    public int? Limit { get; init; }

    /// <summary>Gets the checkout that holds the cart, where one does.</summary>
    public CheckoutHold? Hold { get; init; }

    /// <summary>Gets the order that the cart became, where it did.</summary>
    public OrderId? OrderId { get; init; }

    /// <summary>Gets the cart that took over what the ordered cart held beyond its order, where there was such a thing.</summary>
    public CartId? Successor { get; init; }

    /// <summary>Gets the merge that takes the cart, where one does.</summary>
    public CartMerge? Merge { get; init; }

    /// <summary>Gets the whole cart, where it was asked for and the command was not refused; at least as new as <see cref="Version"/>.</summary>
    public CartSnapshot? Snapshot { get; init; }
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

    /// <summary>Gets the maximum quantity of a line; null if the problem is not about that limit.</summary>
    public Quantity? Limit { get; init; }

    /// <summary>Gets the unit price of the line; null if the problem is not about a price.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>Gets the unit price in the catalog today; null if the problem is not about a price.</summary>
    public decimal? CatalogPrice { get; init; }

    /// <summary>Gets the place of the line in the cart, from 0; null if the problem was not found in the cart.</summary>
    public int? Index { get; internal init; }

    /// <summary>Gets the explanation for people, in English.</summary>
    public string Message => CartErrors.TextOf(this);
}
