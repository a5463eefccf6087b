using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>The base of every refusal of the engine, and of stores that did not answer. Nothing was changed, unless it says so.</summary>
public abstract class CartException : Exception
{
    private protected CartException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>Gets the code, which never changes, such as <c>store_unavailable</c>.</summary>
    public string Code { get; }
}

/// <summary>A store did not answer.</summary>
public sealed class CartUnavailableException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked of which store.</param>
    /// <param name="outcomeUnknown">Whether the request may have taken effect.</param>
    /// <param name="innerException">The client library's exception.</param>
    public CartUnavailableException(string message, bool outcomeUnknown, Exception? innerException = null)
        : base("store_unavailable", message, innerException) => OutcomeUnknown = outcomeUnknown;

    /// <summary>
    /// Whether the request may have taken effect: then repeat it only with the same operation id. If not, nothing was changed.
    /// </summary>
    public bool OutcomeUnknown { get; }

    /// <summary>Whether the fault is in the log already.</summary>
    internal bool IsLogged { get; init; }
}

/// <summary>The cart does not take the change now, for a reason that has no exception of its own. Nothing was changed.</summary>
public sealed class CartRefusedException : CartException
{
    /// <summary>Makes the exception of a status.</summary>
    /// <param name="status">Why the change was refused.</param>
    /// <param name="retryAfter">When to try again, where that is known.</param>
    /// <param name="limit">The limit of lines, where the cart would exceed it.</param>
    public CartRefusedException(CartStatus status, TimeSpan? retryAfter = null, int? limit = null)
        : base(Explain(status).Code, limit is null ? Explain(status).Message : $"The cart can have {limit} lines. Remove a product before you add another.")
    {
        Status = status;
        RetryAfter = retryAfter;
        Limit = limit;
    }

    /// <summary>Gets the limit of lines that the cart would exceed; otherwise null.</summary>
    public int? Limit { get; }

    /// <summary>Why the change was refused.</summary>
    public CartStatus Status { get; }

    /// <summary>When to try again; null if that is not known, or would not help.</summary>
    public TimeSpan? RetryAfter { get; }

    private static (string Code, string Message) Explain(CartStatus status) => status switch
    {
        CartStatus.CheckoutInProgress or CartStatus.CheckoutLapsed => ("checkout_in_progress", "The cart is being checked out; try again shortly."),
        CartStatus.Ordered => ("cart_ordered", "The cart has become an order."),
        CartStatus.MergeInProgress => ("merge_in_progress", "The cart is being merged into another; try again shortly."),
        CartStatus.Merged => ("cart_merged", "The cart was merged into another."),
        CartStatus.VersionMismatch => ("version_mismatch", "The cart was changed in the meantime; read it again."),
        CartStatus.CurrencyMismatch => ("currency_mismatch", "The cart holds items in another currency than the shop's. Remove them or order them first."),
        CartStatus.TooManyLines => ("too_many_lines", "The cart would have too many lines."),
        CartStatus.OperationReused => ("idempotency_key_reused", "The operation id was used before for something else."),
        CartStatus.CartNotFound => ("cart_not_found", "There is no such cart."),
        _ => ("cart_refused", $"The cart refused the change: {status}."),
    };
}

/// <summary>An empty cart cannot be checked out. Nothing was changed.</summary>
/// <param name="message">The message.</param>
public sealed class CartEmptyException(string message) : CartException("cart_empty", message);

/// <summary>
/// The cart cannot be ordered as it is: a product is gone, or a price has changed where the host refuses that
/// (<see cref="CartOptions.GoneProducts"/>, <see cref="CartOptions.PriceChange"/>). Nothing was changed.
/// </summary>
public sealed class CheckoutRefusedException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="problems">Every reason, the first one first; at least one.</param>
    public CheckoutRefusedException(ImmutableArray<CheckoutProblem> problems)
        : base(problems[0].Code, string.Join(' ', problems.Select(static problem => problem.Message))) => Problems = problems;

    /// <summary>Gets every reason.</summary>
    public ImmutableArray<CheckoutProblem> Problems { get; }
}

/// <summary>The cart costs something else than the shopper has agreed to. Nothing was changed.</summary>
public sealed class ExpectedTotalMismatchException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="totals">What the cart costs now.</param>
    public ExpectedTotalMismatchException(CartTotals totals)
        : base("expected_total_mismatch", $"The cart costs {totals.Currency.Format(totals.Total)} now.") => Totals = totals;

    /// <summary>What the cart costs now.</summary>
    public CartTotals Totals { get; }
}

/// <summary>There is not enough of the product. Nothing was changed.</summary>
public sealed class InsufficientStockException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="problems">What is wrong with each line; none by default.</param>
    public InsufficientStockException(string message, ImmutableArray<LineProblem> problems = default)
        : base("insufficient_stock", message)
    {
        Problems = problems.IsDefault ? [] : problems;
    }

    /// <summary>Gets what is wrong with each line, with its numbers; empty if that is not known.</summary>
    public ImmutableArray<LineProblem> Problems { get; }
}

/// <summary>A discount cannot be stored as it is defined. Nothing was changed.</summary>
public sealed class InvalidDiscountDefinitionException : CartException
{
    /// <summary>Makes the exception.</summary>
    public InvalidDiscountDefinitionException(IReadOnlyList<DiscountFieldError> errors)
        : base("invalid_discount_definition", string.Join(" ", errors.Select(static error => $"{error.Field}: {error.Message}"))) => Errors = errors;

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<DiscountFieldError> Errors { get; }
}

/// <summary>A discount cannot be applied, or is no longer valid at the checkout. Nothing was changed.</summary>
public sealed class InvalidDiscountException : CartException
{
    /// <summary>Makes the exception of a refusal.</summary>
    public InvalidDiscountException(DiscountRefusal refusal)
        : base(refusal.Code, refusal.Message) => Refusal = refusal;

    /// <summary>Why.</summary>
    public DiscountRefusal Refusal { get; }
}

/// <summary>Two carts cannot be merged in the way that was asked for. Nothing was changed.</summary>
/// <param name="message">The message.</param>
public sealed class InvalidMergeException(string message) : CartException("invalid_merge", message);

/// <summary>A unit price is negative, too great, or has more decimals than the currency. Nothing was changed.</summary>
/// <param name="message">The message.</param>
public sealed class InvalidPriceException(string message) : CartException("invalid_price", message);

/// <summary>A quantity is out of its range, or the line would come to have more than the limit. Nothing was changed.</summary>
public sealed class InvalidQuantityException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="problems">What is wrong with each line; none by default.</param>
    public InvalidQuantityException(string message, ImmutableArray<LineProblem> problems = default)
        : base("invalid_quantity", message)
    {
        Problems = problems.IsDefault ? [] : problems;
    }

    /// <summary>Gets what is wrong with each line, with its numbers; empty if that is not known.</summary>
    public ImmutableArray<LineProblem> Problems { get; }
}

/// <summary>A user id is empty, longer than 255 characters, or holds a control character. Nothing was changed.</summary>
/// <param name="length">The number of characters after trimming.</param>
public sealed class InvalidUserIdException(int length) : CartException(
    "invalid_user_id", $"A user id has 1 to {BindUser.MaxUserIdLength} characters, none of them a control character; this one has {length}.");

/// <summary>The cart has no line of the product. Nothing was changed.</summary>
/// <param name="message">The message.</param>
public sealed class ItemDoesNotExistException(string message) : CartException("item_not_found", message);

/// <summary>The cart is worth less than the minimum of an order. Nothing was changed.</summary>
/// <param name="message">The message.</param>
public sealed class MinimumOrderNotMetException(string message) : CartException("minimum_order_not_met", message);

/// <summary>The price is not the product's own. Nothing was changed.</summary>
/// <param name="message">The message.</param>
public sealed class PriceMismatchException(string message) : CartException("price_mismatch", message);

/// <summary>The shop does not sell the product: its catalog does not have it, or has it at a price that does not fit the currency. Nothing was changed.</summary>
public sealed class ProductNotFoundException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="problems">The lines whose products are gone; none by default.</param>
    public ProductNotFoundException(string message, ImmutableArray<LineProblem> problems = default)
        : base(problems.IsDefaultOrEmpty ? "product_not_found" : "product_gone", message)
    {
        Problems = problems.IsDefault ? [] : problems;
    }

    /// <summary>Gets the lines whose products are gone; empty if no line was asked for.</summary>
    public ImmutableArray<LineProblem> Problems { get; }
}

/// <summary>The session of the request cannot keep a cart, so a change would be lost. Nothing was changed.</summary>
public sealed class SessionRequiredException() : CartException("session_required", "This request has no session that can keep a cart. Nothing was changed.");

/// <summary>The shipping calculator does not offer the option. Nothing was changed.</summary>
/// <param name="message">The message.</param>
public sealed class ShippingOptionNotFoundException(string message) : CartException("shipping_option_not_found", message);

/// <summary>The cart costs more than can be counted exactly.</summary>
public sealed class TotalTooGreatException() : CartException("total_too_great", "The cart costs more than can be counted exactly; lower its quantities.");

/// <summary>A serialised cart is not the documented map. It is refused whole, and nothing was changed.</summary>
public sealed class InvalidPayloadException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, and what is expected.</param>
    /// <param name="path">Where: a JSON pointer such as <c>/7:42/quantity</c>; empty for the payload as a whole.</param>
    /// <param name="innerException">The parser's exception.</param>
    public InvalidPayloadException(string message, string path, Exception? innerException = null)
        : base("malformed_payload", message, innerException) => Path = path;

    /// <summary>Where the fault is: a JSON pointer (RFC 6901); empty for the payload as a whole. The form is the same for MessagePack.</summary>
    public string Path { get; }
}
