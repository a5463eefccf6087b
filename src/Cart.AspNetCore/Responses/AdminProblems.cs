using System.Globalization;
using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>The one table from what is refused to an operator to what the operator is told.</summary>
internal static class AdminProblems
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    public static CartProblem OperatorOnly { get; } = new(
        StatusCodes.Status403Forbidden, "operator_only",
        "This is for operators. The host must name an authorization policy for them, or set Cart:Admin:AllowLoopback to true to admit requests of its machine to itself.");

    public static CartProblem CrossSiteRequest { get; } = new(
        StatusCodes.Status403Forbidden, "cross_site_request", "A page of another site may not act for an operator.");

    public static CartProblem FormExpired { get; } = new(
        StatusCodes.Status400BadRequest, "form_expired", "The form is not from this session, or too old; open it again. Nothing was changed.");

    public static CartProblem NoForm { get; } = new(
        StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the form as application/x-www-form-urlencoded in UTF-8.");

    public static CartProblem FormTooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge, "request_too_large", "The form is longer than any of these pages; nothing was changed.");

    public static CartProblem CartNotFound { get; } = new(
        StatusCodes.Status404NotFound, "cart_not_found", "There is no cart of this id, or no longer.");

    public static CartProblem OrderNotFound { get; } = new(
        StatusCodes.Status404NotFound, "order_not_found", "There is no order of this id.");

    public static CartProblem DiscountNotFound { get; } = new(
        StatusCodes.Status404NotFound, "discount_not_found", "There is no discount of this code.");

    public static CartProblem StoreUnavailable(bool outcomeUnknown) => new(
        StatusCodes.Status503ServiceUnavailable, "store_unavailable", outcomeUnknown
            ? "It is not known whether the action took effect; look before you repeat it."
            : "A store does not answer. Nothing was changed; try again.")
    {
        OutcomeUnknown = outcomeUnknown,
        RetryAfter = SoonAgain,
    };

    /// <summary>Explains a definition that cannot be stored.</summary>
    public static CartProblem Of(IReadOnlyList<DiscountFieldError> errors) => new(
        StatusCodes.Status422UnprocessableEntity, "invalid_discount_definition", "The discount cannot be stored as it is defined.")
    {
        Errors = [.. errors.Select(static error => new Remark(error.Message, "#/" + error.Field))],
    };

    /// <summary>Explains a refused edit.</summary>
    /// <param name="edit">The refusal.</param>
    /// <param name="stored">The discount as it is; null if it is gone.</param>
    public static CartProblem Of(DiscountEdit edit, Discount? stored) => edit switch
    {
        DiscountEdit.Duplicate => new(
            StatusCodes.Status409Conflict, "discount_exists", "There is a discount of this code already; codes that differ in case only are one.")
        {
            Errors = [new Remark("Choose another code, or edit the discount that has this one.", "#/code")],
        },
        DiscountEdit.BelowUses => new(
            StatusCodes.Status409Conflict, "max_uses_below_uses", "The number of uses cannot be limited to less than are taken.")
        {
            Errors = [new Remark(AtLeast(stored), "#/max_uses")],
        },
        DiscountEdit.RevisionMismatch => new(
            StatusCodes.Status412PreconditionFailed, "version_mismatch", "The discount was edited in the meantime; read it again and decide again.")
        {
            Version = stored?.Revision,
        },
        DiscountEdit.NotFound => DiscountNotFound,
        _ => throw new ArgumentOutOfRangeException(nameof(edit), edit, "This is no refusal of an edit."),
    };

    /// <summary>Explains why a cart was not deleted.</summary>
    public static CartProblem Of(CartDeletion deletion) => deletion switch
    {
        CartDeletion.CartNotFound => CartNotFound,
        CartDeletion.CheckoutInProgress => new(
            StatusCodes.Status409Conflict, "checkout_in_progress", "A checkout holds the cart, and an order may come of it; try again when it has ended.")
        {
            RetryAfter = SoonAgain,
        },
        CartDeletion.MergeInProgress => new(
            StatusCodes.Status409Conflict, "merge_in_progress", "The cart is on its way into another; try again when it has arrived.")
        {
            RetryAfter = SoonAgain,
        },
        CartDeletion.VersionMismatch => new(
            StatusCodes.Status412PreconditionFailed, "version_mismatch", "The cart has changed; read it again and decide again."),
        _ => throw new ArgumentOutOfRangeException(nameof(deletion), deletion, "This is no refusal of a deletion."),
    };

    private static string AtLeast(Discount? stored) => stored is null
        ? "Choose a greater number."
        : string.Create(CultureInfo.InvariantCulture, $"{stored.CurrentUses} uses are taken: choose at least as many, or none for no limit.");
}
