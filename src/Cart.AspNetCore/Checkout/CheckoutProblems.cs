using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

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
            Available = first.Line?.Available,
            Requested = first.Line?.Requested,
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
        Key = problem.Line?.Product.ToString(),
        Requested = problem.Line?.Requested,
        Available = problem.Line?.Available,
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
