using System.Globalization;

namespace Cart.Admin;

/// <summary>Maps every refusal of an operator's request to a problem.</summary>
internal static class AdminProblems
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    public static CartProblem OperatorOnly { get; } = new(
        StatusCodes.Status403Forbidden, "operator_only",
        "This is for operators. The host must name an authorization policy for them, or set Cart:Admin:AllowLoopback to true to admit requests of its machine to itself.");

    public static CartProblem CrossSiteRequest { get; } = new(
        StatusCodes.Status403Forbidden, "cross_site_request", "A page of another site cannot act for an operator.");

    public static CartProblem FormExpired { get; } = new(
        StatusCodes.Status400BadRequest, "form_expired", "The form is from another session or has expired. Open it again; nothing was changed.");

    public static CartProblem NoForm { get; } = new(
        StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the form as application/x-www-form-urlencoded in UTF-8.");

    public static CartProblem FormTooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge, "request_too_large", "The form is too long. Nothing was changed.");

    public static CartProblem CartNotFound { get; } = new(
        StatusCodes.Status404NotFound, "cart_not_found", "There is no cart with this id.");

    public static CartProblem OrderNotFound { get; } = new(
        StatusCodes.Status404NotFound, "order_not_found", "There is no order with this id.");

    public static CartProblem DiscountNotFound { get; } = new(
        StatusCodes.Status404NotFound, "discount_not_found", "There is no discount with this code.");

    public static CartProblem StoreUnavailable(bool outcomeUnknown) => new(
        StatusCodes.Status503ServiceUnavailable, "store_unavailable", outcomeUnknown
            ? "It is not known whether the action took effect. Check before you repeat it."
            : "A store does not answer. Nothing was changed; try again.")
    {
        OutcomeUnknown = outcomeUnknown,
        RetryAfter = SoonAgain,
    };

    /// <summary>Returns the problem of an invalid definition.</summary>
    public static CartProblem Of(IReadOnlyList<DiscountFieldError> errors) => new(
        StatusCodes.Status422UnprocessableEntity, "invalid_discount_definition", "The definition of the discount is not valid.")
    {
        Errors = [.. errors.Select(static error => new Remark(error.Message, "#/" + error.Field))],
    };

    /// <summary>Returns the problem of a refused edit.</summary>
    /// <param name="edit">The refusal.</param>
    /// <param name="stored">The discount as it is; null if it is gone.</param>
    public static CartProblem Of(DiscountEdit edit, Discount? stored) => edit switch
    {
        DiscountEdit.Duplicate => new(
            StatusCodes.Status409Conflict, "discount_exists", "There already is a discount with this code. Codes do not differ by case.")
        {
            Errors = [new Remark("Choose another code, or edit the discount with this one.", "#/code")],
        },
        DiscountEdit.BelowUses => new(
            StatusCodes.Status409Conflict, "max_uses_below_uses", "The limit of uses is less than the uses so far.")
        {
            Errors = [new Remark(AtLeast(stored), "#/max_uses")],
        },
        DiscountEdit.RevisionMismatch => new(
            StatusCodes.Status412PreconditionFailed, "version_mismatch", "The discount was edited in the meantime. Read it again before you edit it.")
        {
            Version = stored?.Revision,
        },
        DiscountEdit.NotFound => DiscountNotFound,
        _ => throw new ArgumentOutOfRangeException(nameof(edit), edit, "The edit was not refused."),
    };

    /// <summary>Returns the problem of a cart that was not deleted.</summary>
    public static CartProblem Of(CartDeletion deletion) => deletion switch
    {
        CartDeletion.CartNotFound => CartNotFound,
        CartDeletion.CheckoutInProgress => new(
            StatusCodes.Status409Conflict, "checkout_in_progress", "The cart is in a checkout, which may place an order. Try again when it has ended.")
        {
            RetryAfter = SoonAgain,
        },
        CartDeletion.MergeInProgress => new(
            StatusCodes.Status409Conflict, "merge_in_progress", "The cart is being merged into another. Try again when that has ended.")
        {
            RetryAfter = SoonAgain,
        },
        CartDeletion.VersionMismatch => new(
            StatusCodes.Status412PreconditionFailed, "version_mismatch", "The cart has changed. Read it again before you delete it."),
        _ => throw new ArgumentOutOfRangeException(nameof(deletion), deletion, "The deletion was not refused."),
    };

    private static string AtLeast(Discount? stored) => stored is null
        ? "Choose a greater number."
        : string.Create(CultureInfo.InvariantCulture, $"There are {stored.CurrentUses} uses so far: enter at least as many, or nothing for no limit.");
}
