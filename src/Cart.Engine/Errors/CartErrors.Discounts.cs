namespace Cart.Engine;

// The errors of discounts.
public static partial class CartErrors
{
    // Answers of discount and order stores, which hosts can implement.

    /// <summary>Gets the error for a discount code that exists already.</summary>
    public static CartError DiscountExists { get; } = Row(
        "discount_exists",
        409,
        static _ => "There already is a discount with this code. Codes do not differ by case.",
        field: new("code", "Choose another code, or edit the discount with this one."));

    /// <summary>Gets the error for a limit of uses below the number of uses taken.</summary>
    public static CartError MaxUsesBelowUses { get; } = Row(
        "max_uses_below_uses",
        409,
        static _ => "The limit of uses is less than the uses so far.",
        field: new("max_uses", "Choose a greater number."));

    /// <summary>Gets the error for an edit whose revision is out of date.</summary>
    public static CartError DiscountChanged { get; } = Row(
        "version_mismatch", 412, "The discount was edited in the meantime. Read it again before you edit it.");

    /// <summary>Gets the error for an operator's request for a discount that does not exist.</summary>
    public static CartError NoSuchDiscount { get; } = Row("discount_not_found", 404, "There is no discount with this code.");

    /// <summary>Gets the error for a shopper's code that does not exist.</summary>
    public static CartError DiscountNotFound { get; } = Discount("discount_not_found", 422, static error => error.DiscountCode is { } code
        ? $"Discount code '{code}' does not exist."
        : "This discount does not exist.");

    /// <summary>Gets the error for a disabled discount.</summary>
    public static CartError DiscountInactive { get; } = Discount("discount_inactive", 422, static _ => "This discount is no longer active.");

    /// <summary>Gets the error for a discount whose uses are all taken.</summary>
    public static CartError DiscountExhausted { get; } = Discount(
        "discount_exhausted", 422, static _ => "This discount has reached its maximum number of uses.");

    /// <summary>Gets the error for a discount that is not valid yet.</summary>
    public static CartError DiscountNotStarted { get; } = Discount("discount_not_started", 422, static _ => "This discount is not yet valid.");

    /// <summary>Gets the error for an expired discount.</summary>
    public static CartError DiscountExpired { get; } = Discount("discount_expired", 422, static _ => "This discount has expired.");

    /// <summary>Gets the error for a cart below the minimum of the discount.</summary>
    public static CartError DiscountMinimumNotMet { get; } = Discount("discount_minimum_not_met", 422, static error => error.Minimum is { } minimum
        ? $"Minimum cart value of {error.Currency.FormatExact(minimum)} required."
        : "The cart is worth less than the minimum of this discount.");

    /// <summary>Gets the error for a guest who applies a discount with a limit for each customer.</summary>
    public static CartError DiscountSignInRequired { get; } = Discount(
        "discount_sign_in_required", 422, static _ => "Sign in to use this discount.");

    /// <summary>Gets the error for a user who has no use of the discount left.</summary>
    public static CartError DiscountCustomerLimit { get; } = Discount(
        "discount_customer_limit", 422, static _ => "You have used this discount as often as you can.");

    // Further answers to shoppers.

    internal static CartError DiscountApplied { get; } = Row(
        "discount_already_applied",
        409,
        static error => $"The discount code '{error.DiscountCode}' is already applied to this cart. Remove it before you apply another.",
        static error => new InvalidDiscountException(error),
        [CartStatus.DiscountApplied]);

    internal static CartError TooManyGuesses { get; } = Discount(
        "rate_limited", 429, static error => error.RetryAfter is { } wait
            ? $"Too many invalid discount codes. Try again in {Seconds(wait)} s."
            : "Too many invalid discount codes. Try again later.");

    /// <summary>Gets the error for a discount whose last use another order took during this checkout.</summary>
    internal static CartError DiscountUsedUp { get; } = Discount(
        "discount_exhausted", 409, static _ => "This discount has reached its maximum number of uses.");
}
