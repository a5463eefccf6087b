using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>The discounts, for operators.</summary>
internal static class AdminDiscountEndpoints
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/discounts", ListAsync)
            .DescribeForOperators<OperatorDiscountsBody>("adminListDiscounts", "Lists the discounts, by their codes.");
        admin.MapPost("/discounts", CreateAsync).Takes<DiscountDefinitionBody>().DescribeForOperators<OperatorDiscountBody>(
            "adminCreateDiscount", "Stores a new discount.", StatusCodes.Status201Created);
        admin.MapGet("/discounts/{code}", GetAsync).DescribeForOperators<OperatorDiscountBody>("adminGetDiscount", "Shows a discount and its uses.");
        admin.MapPut("/discounts/{code}", UpdateAsync).Takes<DiscountDefinitionBody>()
            .DescribeForOperators<OperatorDiscountBody>(EndpointDescriptions.UpdateDiscount, "Stores another definition of a discount; its uses stay.");
        admin.MapDelete("/discounts/{code}", DeleteAsync).Produces(StatusCodes.Status204NoContent)
            .DescribeForOperators("adminDeleteDiscount", "Deletes a discount; orders that used it stay.");
    }

    private static async Task<IResult> ListAsync(
        [FromQuery] string? limit,
        [FromQuery] string? cursor,
        [FromServices] DiscountService discounts,
        [FromServices] TimeProvider time,
        CancellationToken cancellationToken)
    {
        var size = PageTerms.SizeOf(limit);

        // One more than the page holds tells whether there is another page.
        var found = await discounts.ListAsync(PageTerms.CodeOf(cursor), size + 1, cancellationToken).ConfigureAwait(false);
        var page = found.Length > size ? found[..size] : found;
        var body = new OperatorDiscountsBody
        {
            Discounts = [.. page.Select(discount => OperatorDiscountBody.Of(discount, discounts.Currency))],
            NextCursor = found.Length > size ? PageTerms.CursorOf(page[^1].Code) : null,
        };
        return new Shown<OperatorDiscountsBody>(
            body, ResponseJsonContext.Relaxed.OperatorDiscountsBody, links => DiscountsPage.Of(page, discounts.Currency, body.NextCursor, time.GetUtcNow(), links));
    }

    private static async Task<IResult> GetAsync(
        HttpContext context,
        [FromRoute] string code,
        [FromServices] DiscountService discounts,
        [FromServices] IAdminAudit audit,
        [FromServices] TimeProvider time,
        CancellationToken cancellationToken)
    {
        var parsed = CodeInPath.Of(context, code);
        return await discounts.FindAsync(parsed, cancellationToken).ConfigureAwait(false) is { } found
            ? await ShowAsync(context, found, discounts.Currency, audit, time.GetUtcNow(), cancellationToken).ConfigureAwait(false)
            : AdminProblems.DiscountNotFound;
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, [FromServices] DiscountService discounts, [FromServices] OperatorActions actions, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(context, cancellationToken).ConfigureAwait(false);
        if (DiscountDefinition.Read(body.For(body.Code), discounts.Currency, out var discount) is { Count: > 0 } errors)
        {
            return AdminProblems.Of(errors);
        }

        var edit = await actions.CreateDiscountAsync(AdminAccess.ActorOf(context), discount, cancellationToken).ConfigureAwait(false);
        if (edit is not DiscountEdit.Done)
        {
            return AdminProblems.Of(edit, stored: null);
        }

        context.Response.Headers.Location = AdminLinks.Of(context).Discount(discount.Code);
        var stored = await discounts.FindAsync(discount.Code, cancellationToken).ConfigureAwait(false);
        return Answer(stored ?? discount with { Revision = 1 }, discounts.Currency) with { Status = StatusCodes.Status201Created };
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        [FromRoute] string code,
        [FromServices] DiscountService discounts,
        [FromServices] OperatorActions actions,
        CancellationToken cancellationToken)
    {
        var parsed = CodeInPath.Of(context, code);
        var body = await ReadAsync(context, cancellationToken).ConfigureAwait(false);
        if (body.Code is not null && !(DiscountCode.TryParse(body.Code, out var said) && said == parsed))
        {
            return AdminProblems.Of([new DiscountFieldError("code", "The code of a discount never changes; leave it out.")]);
        }

        var before = await discounts.FindAsync(parsed, cancellationToken).ConfigureAwait(false);
        if (body.For(parsed.Text).Read(out var discount, discounts.Currency, before) is { Count: > 0 } errors)
        {
            return AdminProblems.Of(errors);
        }

        var edit = await actions
            .UpdateDiscountAsync(AdminAccess.ActorOf(context), discount with { Revision = RevisionOf(context.Request) }, cancellationToken)
            .ConfigureAwait(false);
        var stored = await discounts.FindAsync(parsed, cancellationToken).ConfigureAwait(false);
        return edit is DiscountEdit.Done && stored is not null ? Answer(stored, discounts.Currency)
            : edit is DiscountEdit.Done ? AdminProblems.DiscountNotFound
            : AdminProblems.Of(edit, stored);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, [FromRoute] string code, [FromServices] OperatorActions actions, CancellationToken cancellationToken)
    {
        var parsed = CodeInPath.Of(context, code);
        if (EntityTags.ExpectedVersion(context.Request) is not null)
        {
            throw RequestBody.Malformed("A discount is deleted whatever its version is; leave If-Match out.");
        }

        var edit = await actions.DeleteDiscountAsync(AdminAccess.ActorOf(context), parsed, cancellationToken).ConfigureAwait(false);
        return edit is DiscountEdit.Done ? Results.NoContent() : AdminProblems.Of(edit, stored: null);
    }

    private static ValueTask<DiscountDefinitionBody> ReadAsync(HttpContext context, CancellationToken cancellationToken) => RequestBody.ReadAsync(
        context, RequestJsonContext.Default.DiscountDefinitionBody, DiscountDefinitionBody.Expected, cancellationToken);

    private static async ValueTask<IResult> ShowAsync(
        HttpContext context, Discount discount, Currency currency, IAdminAudit audit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var activity = AdminConventions.IsForPerson(context)
            ? await audit.ListAsync(AuditSubject.Of(discount.Code), limit: AuditPage.Recent, cancellationToken: cancellationToken).ConfigureAwait(false)
            : [];
        return new Shown<OperatorDiscountBody>(
            OperatorDiscountBody.Of(discount, currency),
            ResponseJsonContext.Relaxed.OperatorDiscountBody,
            links => DiscountPage.Of(discount, currency, now, activity, links))
        {
            Version = discount.Revision,
        };
    }

    private static AnswerResult<OperatorDiscountBody> Answer(Discount discount, Currency currency) =>
        new(OperatorDiscountBody.Of(discount, currency), ResponseJsonContext.Relaxed.OperatorDiscountBody) { Version = discount.Revision };

    // To an edit, 0 means any revision; to a client, none there ever was.
    private static long RevisionOf(HttpRequest request) => EntityTags.ExpectedVersion(request) switch
    {
        null => 0,
        0 => -1,
        { } revision => revision,
    };
}
