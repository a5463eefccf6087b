using System.Collections.Immutable;
using System.Globalization;

namespace Cart.Engine;

/// <summary>The answer to a checkout.</summary>
public sealed record CheckoutResult
{
    /// <summary>What became of the checkout.</summary>
    public required CheckoutStatus Status { get; init; }

    /// <summary>The order, when it is placed, now or before.</summary>
    public Order? Order { get; init; }

    /// <summary>Whether this very operation placed the order before.</summary>
    public bool Replayed { get; init; }

    /// <summary>The cart's version that the answer was decided on.</summary>
    public long Version { get; init; }

    /// <summary>What the cart costs, when that was not what the request expected.</summary>
    public CartTotals? Totals { get; init; }

    /// <summary>What the lines sum up to, when that is less than the minimum of an order.</summary>
    public decimal? Summary { get; init; }

    /// <summary>Why the discount on the cart is not valid, when that is what stood in the way.</summary>
    public DiscountRefusal? Discount { get; init; }

    /// <summary>Gets every reason why the cart cannot be ordered as it is; empty for refusals that are not about what the cart holds.</summary>
    public ImmutableArray<CheckoutProblem> Problems { get; init; } = [];

    /// <summary>When to try again, while another checkout holds the cart.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Refuses a cart for the first of some problems, and tells all of them.</summary>
    internal static CheckoutResult Of(ImmutableArray<CheckoutProblem> problems, long version) => new()
    {
        Status = problems[0].Status,
        Problems = problems,
        Version = version,
        Summary = problems.FirstOrDefault(static problem => problem.Summary is not null)?.Summary,
        Discount = problems.FirstOrDefault(static problem => problem.Discount is not null)?.Discount,
    };

    /// <summary>Explains why a cart could not be frozen.</summary>
    internal static CheckoutResult Refused(CartResult begun) => new()
    {
        Status = begun.Status switch
        {
            CartStatus.CartEmpty or CartStatus.CartNotFound => CheckoutStatus.CartEmpty,
            CartStatus.VersionMismatch => CheckoutStatus.VersionMismatch,
            CartStatus.OperationReused => CheckoutStatus.OperationReused,
            CartStatus.CheckoutInProgress => CheckoutStatus.InProgress,
            CartStatus.Merged or CartStatus.MergeInProgress => CheckoutStatus.Merged,
            _ => throw new InvalidOperationException($"The cart store answered {begun.Status} to the begin of a checkout."),
        },
        Version = begun.Version,
        RetryAfter = begun.Hold?.Remaining,
    };

    /// <summary>Answers a request with an order that exists: a retry of the request that placed it, or another request for the same cart.</summary>
    internal static CheckoutResult Of(Order order, CheckoutRequest request)
    {
        var operation = CheckoutOperation.Of(request);
        return operation is null || operation.Key != order.Operation?.Key
            ? new CheckoutResult { Status = CheckoutStatus.AlreadyPlaced, Order = order }
            : operation == order.Operation
                ? new CheckoutResult { Status = CheckoutStatus.AlreadyPlaced, Order = order, Replayed = true }
                : new CheckoutResult { Status = CheckoutStatus.OperationReused };
    }
}

/// <summary>What became of a checkout.</summary>
public enum CheckoutStatus
{
    /// <summary>The order was placed.</summary>
    Placed,

    /// <summary>The cart had become an order before; that order is answered.</summary>
    AlreadyPlaced,

    /// <summary>The cart is empty. Nothing was changed.</summary>
    CartEmpty,

    /// <summary>The cart is at another version than the one expected. Nothing was changed.</summary>
    VersionMismatch,

    /// <summary>The cart costs something else than expected. The cart is open again.</summary>
    ExpectedTotalMismatch,

    /// <summary>The cart costs more than can be counted exactly. The cart is open again.</summary>
    TotalTooGreat,

    /// <summary>The cart is worth less than the minimum of an order. The cart is open again.</summary>
    MinimumOrderNotMet,

    /// <summary>The discount on the cart is no longer valid, as <see cref="CheckoutResult.Discount"/> explains. The cart is open again.</summary>
    InvalidDiscount,

    /// <summary>
    /// Lines exceed the stock, as <see cref="CheckoutResult.Problems"/> explains: all of them. The cart is open again.
    /// </summary>
    InsufficientStock,

    /// <summary>Products are no longer sold, as <see cref="CheckoutResult.Problems"/> explains. The cart is open again.</summary>
    ProductGone,

    /// <summary>
    /// Prices have changed, as <see cref="CheckoutResult.Problems"/> explains, and <see cref="CartOptions.PriceChange"/> refuses that. The cart
    /// is open again.
    /// </summary>
    PriceChanged,

    /// <summary>The cart was merged into another, or is being so. Nothing was changed.</summary>
    Merged,

    /// <summary>The operation was already used for something else. Nothing was changed.</summary>
    OperationReused,

    /// <summary>Another checkout holds the cart. Try again after <see cref="CheckoutResult.RetryAfter"/>.</summary>
    InProgress,
}

/// <summary>Represents one reason why a cart cannot be ordered as it is.</summary>
/// <param name="Status">The status of a checkout that this reason refuses.</param>
/// <param name="Code">A code that never changes, such as <c>insufficient_stock</c>.</param>
/// <param name="Message">The reason in English, with its numbers.</param>
public sealed record CheckoutProblem(CheckoutStatus Status, string Code, string Message)
{
    /// <summary>Gets the currency of the amounts.</summary>
    public required Currency Currency { get; init; }

    /// <summary>Gets the line at fault with its numbers; null if the reason is not about one line.</summary>
    public LineProblem? Line { get; init; }

    /// <summary>Gets the place of that line in the cart, from 0; null if the reason is not about one line.</summary>
    public int? LineIndex { get; init; }

    /// <summary>Gets the minimum that the lines must sum up to; null if the reason is another.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Gets what the lines sum up to; null if that is not the reason.</summary>
    public decimal? Summary { get; init; }

    /// <summary>Gets why the discount is not valid; null if the reason is another.</summary>
    public DiscountRefusal? Discount { get; init; }

    internal static CheckoutProblem Of(LineProblem line, CartSnapshot cart) => new(
        line.Code switch
        {
            "insufficient_stock" => CheckoutStatus.InsufficientStock,
            "product_gone" => CheckoutStatus.ProductGone,
            "price_changed" => CheckoutStatus.PriceChanged,
            _ => throw new ArgumentOutOfRangeException(nameof(line), line.Code, "A checkout does not look for this problem."),
        },
        line.Code,
        line.Message)
    {
        Currency = cart.Currency,
        Line = line,
        LineIndex = cart.Lines.IndexOf(cart.Find(line.Key)!),
    };

    internal static CheckoutProblem Of(DiscountRefusal refusal, Currency currency) =>
        new(CheckoutStatus.InvalidDiscount, refusal.Code, refusal.Message) { Currency = currency, Discount = refusal };
}

/// <summary>What the shopper has seen of the cart that is to become an order.</summary>
public sealed record CheckoutRequest
{
    /// <summary>The version that the shopper has seen; default null: any.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>The total that the shopper has agreed to; default null: whatever it is.</summary>
    public decimal? ExpectedTotal { get; init; }

    /// <summary>
    /// Gets the idempotency key of this checkout; default null. A retry under the same key gets the same order, whatever cart the shopper
    /// has by then (<see cref="CheckoutResult.Replayed"/>). The same key with another <see cref="ExpectedTotal"/> is refused. Without a
    /// key, a retry gets the same order until the shopper's next cart begins; then <see cref="ExpectedVersion"/> or
    /// <see cref="ExpectedTotal"/> keeps it from ordering that cart.
    /// </summary>
    public OperationId? Operation { get; init; }

    /// <summary>Gets the shopper who checks out; null for whoever owns the cart.</summary>
    internal Shopper? Shopper { get; init; }

    /// <summary>What the request asks for, in one text: a key stands for one such text.</summary>
    internal string Content => ExpectedTotal?.ToString("G29", CultureInfo.InvariantCulture) ?? "";
}
