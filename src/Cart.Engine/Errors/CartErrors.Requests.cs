namespace Cart.Engine;

// The errors of requests and operators, and the warnings.
public static partial class CartErrors
{
    // Stores and requests.

    internal static CartError StoreUnavailable { get; } = Row(
        "store_unavailable",
        503,
        static error => error.OutcomeUnknown is true
            ? "It is not known whether the request took effect. A retry with the same Idempotency-Key is safe, and so is one of a checkout."
            : "A store does not answer. Nothing was changed; try again.",
        static error => new CartUnavailableException(error.Message, error.OutcomeUnknown is true),
        retryAfter: Soon);

    internal static CartError OrderNotFound { get; } = Row("order_not_found", 404, "There is no order with this id.");

    internal static CartError MalformedRequest { get; } = Row("malformed_request", 400, "The request is malformed.");

    internal static CartError CrossSiteRequest { get; } = Row("cross_site_request", 403, "A page of another site may not change anything here.");

    internal static CartError NotAcceptable { get; } = Row(
        "not_acceptable", 406, "The answer is application/json or application/vnd.msgpack; accept one of them.");

    internal static CartError NoEvents { get; } = Row("not_acceptable", 406, "The answer is text/event-stream; accept it.");

    internal static CartError UnsupportedMediaType { get; } = Row(
        "unsupported_media_type", 415, "Send the body as application/json in UTF-8 or as application/vnd.msgpack, uncompressed.");

    internal static CartError RequestTooLarge { get; } = Row(
        "request_too_large",
        413,
        static error => error.Name is { } bytes
            ? $"Send no more than {bytes} bytes; split a large request."
            : "The form is too long. Nothing was changed.",
        Refused);

    internal static CartError TooManyStreams { get; } = Row(
        "rate_limited",
        429,
        static error => $"{error.Name}, the most that are allowed. Close one, or try again later.",
        Refused,
        retryAfter: TimeSpan.FromSeconds(10));

    // Operators.

    internal static CartError OperatorOnly { get; } = Row(
        "operator_only",
        403,
        "This is for operators. The host must name an authorization policy for them, "
        + "or set Cart:Admin:AllowLoopback to true to admit requests of its machine to itself.");

    internal static CartError FormExpired { get; } = Row(
        "form_expired", 400, "The form is from another session or has expired. Open it again; nothing was changed.");

    internal static CartError NotAForm { get; } = Row(
        "unsupported_media_type", 415, "Send the form as application/x-www-form-urlencoded in UTF-8.");

    internal static CartError CartNotFound { get; } = Row("cart_not_found", 404, "There is no cart with this id.");

    internal static CartError CartInMerge { get; } = Row(
        "merge_in_progress", 409, static _ => "The cart is being merged into another. Try again when that has ended.", Refused, retryAfter: Soon);

    internal static CartError InvalidDiscountDefinition { get; } = Row(
        "invalid_discount_definition",
        422,
        static error => string.Join(' ', error.Fields.Select(static field => $"{field.Field}: {field.Message}")),
        Refused);

    // Warnings refuse nothing, so they have the status of a successful answer.

    internal static CartError QuantityLimited { get; } = Warning(
        "quantity_limit", static error => $"The quantity of {ProductOf(error)} was cut to {error.Limit}.");

    internal static CartError QuantityLimitedByMerge { get; } = Warning("quantity_limit", static error => CutByMerge(error, "."));

    internal static CartError StockLimitedByMerge { get; } = Warning(
        "insufficient_stock",
        static error => CutByMerge(error, $": {(error.Lines is [var cut, ..] ? cut.Available : 0)} are in stock."));

    internal static CartError LineLeftOff { get; } = Warning(
        "too_many_lines", static error => $"{ProductOf(error)} was left off: the cart can have {error.Limit} lines.");

    internal static CartError UnknownLeftOff { get; } = Warning(
        "product_not_found", static error => $"{ProductOf(error)} was left off: the shop does not sell it.");

    internal static CartError GoneLeftOff { get; } = Warning(
        "product_gone", static error => $"{ProductOf(error)} was left off: the shop does not sell it.");

    internal static CartError ShippingOptionGone { get; } = Warning(
        "shipping_option_not_found", static _ => "The shipping option that was selected is no longer offered.");

    internal static CartError ShippingOptionKept { get; } = Warning(
        "shipping_option_kept", static _ => "Your carts had different delivery options; the one selected first was kept.");

    internal static CartError CartLeftBehind { get; } = Warning(
        "store_unavailable", static _ => "The cart of this browser could not be brought along now.");
}
