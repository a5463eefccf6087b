using System.Globalization;

namespace Cart.Engine;

/// <summary>
/// Provides the error catalogue. Each row has a code, an HTTP status, a message, and its number in <c>lua/_statuses.lua</c> if a store
/// returns it. Every refusal and warning is a row with data. No code, status or message is written anywhere else.
/// </summary>
/// <remarks>Two rows share a code if the same refusal needs another message, or another status because a race was lost.</remarks>
public static partial class CartErrors
{
    // Lines.

    internal static CartError InvalidQuantity { get; } = Row(
        "invalid_quantity",
        422,
        static error => error is { Name: not null, Limit: { } limit } ? $"Quantity cannot exceed {limit}."
            : error.Lines.IsEmpty ? "The quantity of the line would be below 0. Send a smaller change, or quantity 0 to remove the line."
            : TextOf(error.Lines),
        static error => new InvalidQuantityException(error),
        [CartStatus.InvalidQuantity, CartStatus.QuantityLimit]);

    internal static CartError QuantityBelowOne { get; } = WrongQuantity("Quantity must be at least 1.");

    internal static CartError QuantityNegative { get; } = WrongQuantity("Quantity cannot be negative.");

    internal static CartError QuantityUnchanged { get; } = WrongQuantity("A quantity cannot change by 0.");

    internal static CartError InvalidPrice { get; } = Row(
        "invalid_price",
        422,
        static error => $"A unit price is 0 to {CartLimits.MaxUnitPrice.ToString(CultureInfo.InvariantCulture)}, "
            + (error.Currency == default ? "with no more decimals than the currency." : $"with at most {error.Currency.Decimals} decimals."),
        Refused,
        [CartStatus.InvalidPrice]);

    internal static CartError PriceMismatch { get; } = Row(
        "price_mismatch", 409, static _ => "The price is not the product's.", static error => new PriceMismatchException(error));

    internal static CartError ItemNotFound { get; } = Row(
        "item_not_found",
        404,
        static error => error.Name is { } name
            ? $"Product {name} is not in this cart."
            : "The cart does not hold this product; read the cart again.",
        static error => new ItemDoesNotExistException(error),
        [CartStatus.LineNotFound, CartStatus.CartNotFound]);

    internal static CartError TooManyLines { get; } = Row(
        "too_many_lines",
        422,
        static error => error.Limit is { } limit
            ? $"The cart can have {limit} lines. Remove a product before you add another."
            : "The cart would have too many lines.",
        Refused,
        [CartStatus.TooManyLines]);

    internal static CartError InsufficientStock { get; } = Row(
        "insufficient_stock",
        409,
        static error => error.Name is { } name ? $"Not enough {name} stock available." : TextOf(error),
        static error => new InsufficientStockException(error),
        [CartStatus.InsufficientStock]);

    internal static CartError ProductGone { get; } = Row(
        "product_gone",
        409,
        static error => error.Name is { } name ? $"{name} is no longer sold." : TextOf(error),
        Refused,
        [CartStatus.ProductGone]);

    internal static CartError PriceChanged { get; } = Row("price_changed", 409, TextOf, Refused);

    internal static CartError ProductNotFound { get; } = Row(
        "product_not_found",
        404,
        static error => error.Name is { } name ? $"{name} is not sold." : "The shop does not sell this product; nothing was added.",
        Refused);

    internal static CartError NotAProduct { get; } = Row(
        "product_not_found", 404, static error => $"'{error.Name}' is not a product key. A key is a type and an id, such as 7:42.", Refused);

    internal static CartError NotSellable { get; } = Row(
        "not_sellable", 422, "The shop cannot sell this product at the moment; nothing was added.");

    // The cart.

    internal static CartError CartEmpty { get; } = Row("cart_empty", 422, static _ => "Cart is empty.", Refused, [CartStatus.CartEmpty]);

    internal static CartError VersionMismatch { get; } = Row(
        "version_mismatch", 412, static _ => "The cart has changed; read it again and decide again.", Refused, [CartStatus.VersionMismatch]);

    internal static CartError CurrencyMismatch { get; } = Row(
        "currency_mismatch",
        409,
        static _ => "The cart holds items in another currency than the shop's. Remove them, one by one or all, or order them; then go on.",
        Refused,
        [CartStatus.CurrencyMismatch]);

    internal static CartError OperationReused { get; } = Row(
        "idempotency_key_reused",
        422,
        static _ => "This Idempotency-Key was used for another request; send a new key with a new request.",
        Refused,
        [CartStatus.OperationReused]);

    internal static CartError CheckoutInProgress { get; } = Row(
        "checkout_in_progress",
        409,
        static _ => "A checkout of this cart is under way; try again when it has ended.",
        Refused,
        [CartStatus.CheckoutInProgress, CartStatus.CheckoutLapsed],
        Soon);

    internal static CartError CartOrdered { get; } = Row(
        "cart_ordered", 409, static _ => "The cart has become an order.", Refused, [CartStatus.Ordered]);

    internal static CartError CartMerged { get; } = Row(
        "cart_merged",
        409,
        static _ => "The cart was merged into another; read the cart again.",
        Refused,
        [CartStatus.Merged, CartStatus.MergeInProgress]);

    /// <summary>Gets the error for a checkout or merge attempt that another overtook. The engine retries it, so shoppers rarely see it.</summary>
    internal static CartError CartRefused { get; } = Row(
        "cart_refused", 409, static _ => "The cart does not take this change now.", Refused, [CartStatus.FenceLost, CartStatus.MergeRefused]);

    internal static CartError MergeWithItself { get; } = Row("invalid_merge", 400, "Cannot merge a cart with itself.");

    internal static CartError InvalidMergeStrategy { get; } = Row(
        "invalid_merge", 400, static error => $"Invalid merge strategy '{error.Name}'. Must be 'add', 'replace', or 'keep_higher'.", Refused);

    internal static CartError InvalidUserId { get; } = Row(
        "invalid_user_id",
        422,
        static error => $"A user id has 1 to {BindUser.MaxUserIdLength} characters, none of them a control character; this one has {error.Name}.");

    internal static CartError SessionRequired { get; } = Row(
        "session_required", 401, "This request has no session that can keep a cart. Nothing was changed.");

    internal static CartError ShippingOptionNotFound { get; } = Row(
        "shipping_option_not_found", 404, "The cart cannot be shipped this way. Choose one of the shipping options that are offered.");

    internal static CartError MalformedPayload { get; } = Row(
        "malformed_payload",
        400,
        static _ => "The serialised cart is malformed.",
        static error => error.Fields is [var fault, ..] ? new InvalidPayloadException(fault.Message, fault.Field) : new CartRefusedException(error));

    // The checkout.

    internal static CartError MinimumOrderNotMet { get; } = Row(
        "minimum_order_not_met",
        422,
        static error => error.Reasons.IsEmpty
            ? $"Minimum order amount is {Amount(error.Minimum, error.Currency)}."
            : $"Cart total {Amount(error.Summary, error.Currency)} is below the minimum order amount of {Amount(error.Minimum, error.Currency)}.",
        static error => new MinimumOrderNotMetException(error));

    internal static CartError TotalTooGreat { get; } = Row(
        "total_too_great", 422, "The cart costs more than can be counted exactly; lower its quantities.");

    internal static CartError ExpectedTotalMismatch { get; } = Row(
        "expected_total_mismatch",
        409,
        static error => error.Totals is { } totals
            ? $"The cart costs {totals.Currency.Format(totals.Total)} now; show the new total first."
            : "The cart costs something else than expected; show the new total first.",
        Refused);
}

/// <summary>
/// Specifies the outcome of a command. Everything but <see cref="Ok"/> is a refusal that changed nothing. The numbers equal those of
/// <c>lua/_statuses.lua</c>.
/// </summary>
internal enum CartStatus
{
    /// <summary>The command took effect, now or in an earlier attempt.</summary>
    Ok = 0,

    /// <summary>A quantity is below 1 (below 0 where 0 removes the line), or above the limit.</summary>
    InvalidQuantity = 1,

    /// <summary>A unit price is negative, too large, or has more decimals than the currency.</summary>
    InvalidPrice = 2,

    /// <summary>The cart does not exist and must not be created, or it belongs to another user.</summary>
    CartNotFound = 3,

    /// <summary>The operation id was already used for a command with other content.</summary>
    OperationReused = 4,

    /// <summary>A checkout holds the cart. Retry when it has ended or its lease has run out.</summary>
    CheckoutInProgress = 5,

    /// <summary>A checkout holds the cart, and its lease has run out. Settle the attempt in the order store, then close or reopen the cart.</summary>
    CheckoutLapsed = 6,

    /// <summary>The cart has become an order and no longer takes changes.</summary>
    Ordered = 7,

    /// <summary>The cart is at another version than the one expected.</summary>
    VersionMismatch = 8,

    /// <summary>The cart has another currency.</summary>
    CurrencyMismatch = 9,

    /// <summary>The cart does not have the line.</summary>
    LineNotFound = 10,

    /// <summary>The resulting quantity is above the limit.</summary>
    QuantityLimit = 11,

    /// <summary>The cart would have more lines than the limit.</summary>
    TooManyLines = 12,

    /// <summary>An empty cart cannot be checked out.</summary>
    CartEmpty = 13,

    /// <summary>The attempt no longer holds the cart.</summary>
    FenceLost = 14,

    /// <summary>A discount is applied to the cart already.</summary>
    DiscountApplied = 15,

    /// <summary>The cart is being merged into another. Any process may complete the merge.</summary>
    MergeInProgress = 16,

    /// <summary>The cart was merged into another, which has its lines.</summary>
    Merged = 17,

    /// <summary>The merge was given up before its lines were taken over.</summary>
    MergeRefused = 18,

    /// <summary>A line that gains units would exceed the stock: see <see cref="CartResult.Problems"/>.</summary>
    InsufficientStock = 19,

    /// <summary>The catalog no longer has the product, so no units can be added. No store returns this status.</summary>
    ProductGone = 20,
}
