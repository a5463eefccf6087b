using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>The one table from what the engine refuses to what the shopper is told.</summary>
internal static class CartProblems
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    public static CartProblem CrossSiteRequest { get; } = new(
        StatusCodes.Status403Forbidden, "cross_site_request", "A page of another site may not change the cart.");

    public static CartProblem NotAcceptable { get; } = new(
        StatusCodes.Status406NotAcceptable, "not_acceptable", "The answer is application/json or application/vnd.msgpack; accept one of them.");

    public static CartProblem NoEvents { get; } = new(
        StatusCodes.Status406NotAcceptable, "not_acceptable", "The answer is text/event-stream; accept it.");

    public static CartProblem OrderNotFound { get; } = new(
        StatusCodes.Status404NotFound, "order_not_found", "There is no order of this id among yours.");

    public static CartProblem ShippingOptionNotFound { get; } = new(
        StatusCodes.Status404NotFound, "shipping_option_not_found", "The cart cannot be shipped this way; see GET /cart/shipping-options.");

    public static CartProblem NotSellable { get; } = new(
        StatusCodes.Status422UnprocessableEntity, "not_sellable", "The shop cannot sell this product at the moment; nothing was added.");

    /// <summary>Explains a refused change.</summary>
    /// <param name="result">The refusal.</param>
    /// <param name="pointerTo">Returns where in the request the quantity of a product stands; null if the request does not name products.</param>
    public static CartProblem Of(CartResult result, Func<LineKey, string>? pointerTo = null) => result.Status switch
    {
        CartStatus.InvalidQuantity or CartStatus.QuantityLimit or CartStatus.TooManyLines or CartStatus.InsufficientStock or CartStatus.ProductGone =>
            LineProblems.Of(result, pointerTo),
        CartStatus.CartEmpty => CartEmpty,
        CartStatus.CartNotFound or CartStatus.LineNotFound => new(
            StatusCodes.Status404NotFound, "item_not_found", "The cart does not hold this product; read the cart again."),
        CartStatus.VersionMismatch => VersionMismatch(result.Version),
        CartStatus.OperationReused => KeyReused,
        CartStatus.DiscountApplied => Of(
            DiscountRefusal.Of(DiscountProblem.AlreadyApplied, result.Snapshot?.DiscountCodes.FirstOrDefault() ?? ""), atCheckout: false),
        CartStatus.Merged or CartStatus.MergeInProgress => Merged,
        CartStatus.CheckoutInProgress or CartStatus.CheckoutLapsed => CheckoutInProgress(result.Hold?.Remaining),
        CartStatus.CurrencyMismatch => new(
            StatusCodes.Status409Conflict, "currency_mismatch", "The cart holds items in another currency than the shop's. Remove them, one by one or with DELETE /cart/items, or order them; then go on."),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.Status, "This is no refusal of a shopper's change."),
    };

    /// <summary>Explains a refused checkout.</summary>
    public static CartProblem Of(CheckoutResult result) => result.Status switch
    {
        _ when !result.Problems.IsEmpty => CheckoutProblems.Of(result.Problems),
        CheckoutStatus.CartEmpty => CartEmpty,
        CheckoutStatus.VersionMismatch => VersionMismatch(result.Version),
        CheckoutStatus.InProgress => CheckoutInProgress(result.RetryAfter),
        CheckoutStatus.ExpectedTotalMismatch => new(
            StatusCodes.Status409Conflict, "expected_total_mismatch",
            "The cart costs something else than expected; show the new total first.")
        {
            Total = result.Totals!.Currency.Format(result.Totals.Total),
            Version = result.Version,
        },
        CheckoutStatus.Merged => Merged,
        CheckoutStatus.OperationReused => KeyReused,
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.Status, "This is no refusal of a checkout."),
    };

    /// <summary>Explains a discount that cannot be used. That another took the last use is a conflict only where this one was valid.</summary>
    public static CartProblem Of(DiscountRefusal refusal, bool atCheckout) => new(StatusOf(refusal.Problem, atCheckout), refusal.Code, refusal.Message)
    {
        DiscountCode = refusal.AppliedCode,
        RetryAfter = refusal.RetryAfter,
    };

    /// <summary>Tells whether an exception refuses a request, and <see cref="Of(Exception)"/> explains it; any other is a fault of the program.</summary>
    public static bool IsRefusal(Exception exception) => exception is CartException or RefusedRequestException;

    /// <summary>Explains a request that cannot be understood, or a refusal of the facade.</summary>
    public static CartProblem Of(Exception refusal) => refusal is CartException known ? Of(known) : ((RefusedRequestException)refusal).Problem;

    private static CartProblem Of(CartException refusal) => refusal switch
    {
        CartUnavailableException unavailable => StoreUnavailable(unavailable.OutcomeUnknown),
        InvalidDiscountException discount => Of(discount.Refusal, atCheckout: false),
        CartRefusedException refused => new(StatusOf(refused.Status), refused.Code, refused.Message) { RetryAfter = refused.RetryAfter, Limit = refused.Limit },
        InsufficientStockException { Problems.IsEmpty: false } stock =>
            LineProblems.Of(StatusCodes.Status409Conflict, refusal.Code, stock.Problems) with { Detail = refusal.Message },
        InvalidQuantityException { Problems.IsEmpty: false } quantity =>
            LineProblems.Of(StatusCodes.Status422UnprocessableEntity, refusal.Code, quantity.Problems) with { Detail = refusal.Message },
        ProductNotFoundException { Problems.IsEmpty: false } gone => LineProblems.Of(StatusCodes.Status409Conflict, refusal.Code, gone.Problems),
        ExpectedTotalMismatchException mismatch => new(StatusCodes.Status409Conflict, mismatch.Code, mismatch.Message)
        {
            Total = mismatch.Totals.Currency.Format(mismatch.Totals.Total),
        },
        InvalidPayloadException payload => new(StatusCodes.Status400BadRequest, payload.Code, "The serialised cart is malformed.")
        {
            Errors = [new Remark(payload.Message, "#" + payload.Path)],
        },
        SessionRequiredException => new(StatusCodes.Status401Unauthorized, refusal.Code, refusal.Message),
        InvalidMergeException => new(StatusCodes.Status400BadRequest, refusal.Code, refusal.Message),
        ItemDoesNotExistException or ProductNotFoundException or ShippingOptionNotFoundException => new(StatusCodes.Status404NotFound, refusal.Code, refusal.Message),
        CheckoutRefusedException { Problems: var problems } => CheckoutProblems.Of(problems),
        PriceMismatchException or InsufficientStockException => new(StatusCodes.Status409Conflict, refusal.Code, refusal.Message),
        _ => new(StatusCodes.Status422UnprocessableEntity, refusal.Code, refusal.Message),
    };

    public static CartProblem ProductNotFound(string pointer) => new(
        StatusCodes.Status404NotFound, "product_not_found", "The shop does not sell this product; nothing was added.")
    {
        Errors = [new Remark("No product has this id.", $"{pointer}/object_id")],
    };

    public static CartProblem StoreUnavailable(bool outcomeUnknown) => new(
        StatusCodes.Status503ServiceUnavailable, "store_unavailable", outcomeUnknown
            ? "It is not known whether the request took effect. A retry with the same Idempotency-Key is safe, and so is one of a checkout."
            : "Nothing was changed; try again.")
    {
        OutcomeUnknown = outcomeUnknown,
        RetryAfter = SoonAgain,
    };

    public static CartProblem TooManyStreams(string detail) => new(StatusCodes.Status429TooManyRequests, "rate_limited", detail)
    {
        RetryAfter = TimeSpan.FromSeconds(10),
    };

    private static CartProblem KeyReused { get; } = new(
        StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused",
        "This Idempotency-Key was used for another request; send a new key with a new request.");

    private static CartProblem Merged { get; } = new(
        StatusCodes.Status409Conflict, "cart_merged", "The cart was merged into another; read the cart again.");

    private static CartProblem CartEmpty { get; } = new(
        StatusCodes.Status422UnprocessableEntity, "cart_empty", "An empty cart cannot be checked out; add something first.");

    private static int StatusOf(DiscountProblem problem, bool atCheckout) => problem switch
    {
        DiscountProblem.RateLimited => StatusCodes.Status429TooManyRequests,
        DiscountProblem.AlreadyApplied => StatusCodes.Status409Conflict,
        DiscountProblem.Exhausted when atCheckout => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static int StatusOf(CartStatus status) => status switch
    {
        CartStatus.VersionMismatch => StatusCodes.Status412PreconditionFailed,
        CartStatus.CartNotFound => StatusCodes.Status404NotFound,
        CartStatus.TooManyLines or CartStatus.OperationReused => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status409Conflict,
    };

    private static CartProblem VersionMismatch(long version) => new(
        StatusCodes.Status412PreconditionFailed, "version_mismatch", "The cart has changed; read it again and decide again.")
    { Version = version };

    private static CartProblem CheckoutInProgress(TimeSpan? remaining) => new(
        StatusCodes.Status409Conflict, "checkout_in_progress", "A checkout of this cart is under way; try again when it has ended.")
    {
        RetryAfter = remaining ?? SoonAgain,
    };
}

/// <summary>Explains refusals that are about lines: each line with its numbers, and those of the first one at the top.</summary>
internal static class LineProblems
{
    /// <summary>Explains a refused change.</summary>
    /// <param name="result">The refusal.</param>
    /// <param name="pointerTo">Returns where in the request the quantity of a product stands; null if the request does not name products.</param>
    public static CartProblem Of(CartResult result, Func<LineKey, string>? pointerTo) => result.Status switch
    {
        CartStatus.InsufficientStock => Of(StatusCodes.Status409Conflict, "insufficient_stock", result.Problems, pointerTo),
        CartStatus.ProductGone => Of(StatusCodes.Status409Conflict, "product_gone", result.Problems, pointerTo),
        CartStatus.TooManyLines => new(
            StatusCodes.Status422UnprocessableEntity, "too_many_lines",
            $"The cart can have {result.Limit} lines. Remove a product before you add another.")
        { Limit = result.Limit },
        _ when result.Problems.IsEmpty => new(
            StatusCodes.Status422UnprocessableEntity, "invalid_quantity",
            "The quantity of the line would be below 0. Send a smaller change, or quantity 0 to remove the line.")
        {
            Errors = result.Line is { } line && pointerTo is not null ? [new Remark("Choose another quantity.", pointerTo(line))] : null,
        },
        _ => Of(StatusCodes.Status422UnprocessableEntity, "invalid_quantity", result.Problems, pointerTo),
    };

    /// <summary>Explains problems of lines.</summary>
    public static CartProblem Of(
        int status, string code, ImmutableArray<LineProblem> problems, Func<LineKey, string>? pointerTo = null) =>
        new(status, code, string.Join(' ', problems.Select(static problem => problem.Message).Take(5)))
        {
            Available = problems[0].Available?.ToInt32(),
            Requested = problems[0].Requested?.ToInt64(),
            Limit = problems[0].Limit?.ToInt32(),
            Errors = [.. problems.Select(problem => Remark.Of(problem, pointerTo?.Invoke(problem.Key)))],
        };
}

/// <summary>The table from the reasons why a cart cannot be ordered to what the shopper is told: all of them, each with its numbers.</summary>
internal static class CheckoutProblems
{
    /// <summary>Explains a checkout that was refused because of what the cart holds.</summary>
    /// <param name="problems">The reasons; the first one decides status and code.</param>
    public static CartProblem Of(ImmutableArray<CheckoutProblem> problems)
    {
        var first = problems[0];
        return Of(first) with
        {
            Errors = [.. problems.Select(ErrorOf)],
            Available = first.Line?.Available?.ToInt32(),
            Requested = first.Line?.Requested?.ToInt64(),
            Minimum = Format(first.Minimum, first),
        };
    }

    private static CartProblem Of(CheckoutProblem first) => first.Status switch
    {
        CheckoutStatus.InsufficientStock => new(
            StatusCodes.Status409Conflict, first.Code, "The shop has fewer units than the cart. Lower the quantities that are listed."),
        CheckoutStatus.ProductGone => new(
            StatusCodes.Status409Conflict, first.Code, "The shop no longer sells a product of the cart. Remove the products that are listed."),
        CheckoutStatus.PriceChanged => new(
            StatusCodes.Status409Conflict, first.Code, "A price has changed since the product was added. Show the new prices and add the products again."),
        CheckoutStatus.MinimumOrderNotMet => new(StatusCodes.Status422UnprocessableEntity, first.Code, first.Message),
        CheckoutStatus.InvalidDiscount => CartProblems.Of(first.Discount!, atCheckout: true),
        CheckoutStatus.TotalTooGreat => new(
            StatusCodes.Status422UnprocessableEntity, "invalid_quantity", "The cart costs more than can be counted exactly; lower its quantities."),
        _ => throw new ArgumentOutOfRangeException(nameof(first), first.Status, "No cart is refused for what it holds with this status."),
    };

    private static Remark ErrorOf(CheckoutProblem problem) => new(problem.Message, PointerOf(problem))
    {
        Code = problem.Code,
        Key = problem.Line?.Key.ToString(),
        Requested = problem.Line?.Requested?.ToInt64(),
        Available = problem.Line?.Available?.ToInt32(),
        UnitPrice = Format(problem.Line?.UnitPrice, problem),
        CatalogPrice = Format(problem.Line?.CatalogPrice, problem),
        Minimum = Format(problem.Minimum, problem),
        Summary = Format(problem.Summary, problem),
    };

    private static string PointerOf(CheckoutProblem problem) => problem switch
    {
        { LineIndex: { } index } => string.Create(CultureInfo.InvariantCulture, $"#/items/{index}"),
        { Discount: not null } => "#/discount_code",
        { Minimum: not null } => "#/summary",
        _ => "#/total",
    };

    private static string? Format(decimal? amount, CheckoutProblem problem) =>
        amount is { } known ? problem.Currency.Format(problem.Currency.Round(known)) : null;
}
