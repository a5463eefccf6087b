using System.Text;

namespace Cart.Admin;

/// <summary>Maps the API of the discounts, and the pages that show them.</summary>
internal static class AdminDiscounts
{
    // Longer than any cursor of this list.
    private const int MaxCursorLength = 400;

    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/discounts", ListAsync).Describe<OperatorDiscountsBody>("adminListDiscounts", "Lists discounts by their codes.");
        admin.MapPost("/discounts", CreateAsync).Takes<DiscountDefinitionBody>()
            .Describe<OperatorDiscountBody>("adminCreateDiscount", "Creates a discount.", StatusCodes.Status201Created);
        admin.MapGet("/discounts/{code}", GetAsync).Describe<OperatorDiscountBody>("adminGetDiscount", "Returns a discount and its uses.");
        admin.MapPut("/discounts/{code}", UpdateAsync).Takes<DiscountDefinitionBody>()
            .Describe<OperatorDiscountBody>(EndpointDescriptions.UpdateDiscount, "Replaces the definition of a discount; its uses stay.");
        admin.MapDelete("/discounts/{code}", DeleteAsync).Produces(StatusCodes.Status204NoContent)
            .Describe("adminDeleteDiscount", "Deletes a discount; orders that used it stay.");
    }

    /// <summary>Returns the code at the end of a path.</summary>
    /// <param name="context">The request.</param>
    /// <param name="decoded">The end of its path as routing decoded it.</param>
    /// <exception cref="RefusedRequestException">No discount can have this code.</exception>
    public static DiscountCode CodeOf(HttpContext context, string decoded)
    {
        var text = decoded.Contains('%', StringComparison.Ordinal) ? LastSegment.Of(context) : decoded;
        return DiscountCode.TryParse(text, out var code) ? code : throw new RefusedRequestException(CartErrors.NoSuchDiscount);
    }

    /// <summary>Returns the errors of the definition of a new discount; none if <paramref name="discount"/> can be stored.</summary>
    public static IReadOnlyList<DiscountFieldError> Read(DiscountInput input, Currency currency, out Discount discount)
    {
        var errors = input.Read(out discount, currency);

        // In a path, a segment of dots would be resolved to another path.
        return errors.Count == 0 && discount.Code.Text is "." or ".."
            ? [new DiscountFieldError("code", "Choose a code of more than dots, which cannot stand in an address.")]
            : errors;
    }

    private static async Task<Shown<OperatorDiscountsBody>> ListAsync(
        [FromQuery] string? limit,
        [FromQuery] string? cursor,
        [FromServices] DiscountService discounts,
        [FromServices] TimeProvider time,
        CancellationToken cancellationToken)
    {
        var size = PageTerms.SizeOf(limit);
        var part = ListPart.Of(await discounts.ListAsync(After(cursor), size + 1, cancellationToken).ConfigureAwait(false), size);
        var body = new OperatorDiscountsBody(
            [.. part.Rows.Select(discount => OperatorDiscountBody.Of(discount, discounts.Currency))],
            part.HasMore ? Convert.ToHexStringLower(Encoding.UTF8.GetBytes(part.Rows[^1].Code.Key)) : null);
        var views = part.Rows.Select(discount => new DiscountView(discount, discounts.Currency, time.GetUtcNow()));
        return new(
            body,
            AdminJsonContext.Relaxed.OperatorDiscountsBody,
            PageResult.Of<DiscountsPage, DiscountsPage.Model>(new([.. views], body.NextCursor)));
    }

    private static async Task<IResult> GetAsync(
        HttpContext context,
        [FromRoute] string code,
        [FromServices] DiscountService discounts,
        [FromServices] IAdminAudit audit,
        [FromServices] TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await discounts.FindAsync(CodeOf(context, code), cancellationToken).ConfigureAwait(false) is not { } discount)
        {
            return CartProblem.Of(CartErrors.NoSuchDiscount);
        }

        var actions = AdminConventions.IsForPerson(context)
            ? await audit.ListAsync(AuditSubject.Of(discount.Code), limit: Actions.Recent, cancellationToken: cancellationToken).ConfigureAwait(false)
            : [];
        var view = new DiscountView(discount, discounts.Currency, time.GetUtcNow());
        return new Shown<OperatorDiscountBody>(
            OperatorDiscountBody.Of(discount, discounts.Currency),
            AdminJsonContext.Relaxed.OperatorDiscountBody,
            PageResult.Of<DiscountPage, DiscountPage.Model>(new(view, actions)))
        {
            Version = discount.Revision,
        };
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, [FromServices] DiscountService discounts, [FromServices] OperatorActions actions, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(context, cancellationToken).ConfigureAwait(false);
        if (Read(body.For(body.Code), discounts.Currency, out var discount) is { Count: > 0 } errors)
        {
            return CartProblem.Of(CartErrors.InvalidDiscountDefinition with { Fields = [.. errors] });
        }

        var refusal = await actions.CreateDiscountAsync(AdminAccess.ActorOf(context), discount, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return CartProblem.Of(refusal);
        }

        context.Response.Headers.Location = AdminLinks.Of(context).To("discounts", discount.Code.Text);
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
        var parsed = CodeOf(context, code);
        var body = await ReadAsync(context, cancellationToken).ConfigureAwait(false);
        if (body.Code is not null && !(DiscountCode.TryParse(body.Code, out var said) && said == parsed))
        {
            return CartProblem.Of(CartErrors.InvalidDiscountDefinition with
            {
                Fields = [new("code", "The code of a discount never changes; leave it out.")],
            });
        }

        var before = await discounts.FindAsync(parsed, cancellationToken).ConfigureAwait(false);
        if (body.For(parsed.Text).Read(out var discount, discounts.Currency, before) is { Count: > 0 } errors)
        {
            return CartProblem.Of(CartErrors.InvalidDiscountDefinition with { Fields = [.. errors] });
        }

        // 0 means any revision to the engine, so map a client's 0 to a revision that no discount has.
        var revision = EntityTags.ExpectedVersion(context.Request) switch { null => 0, 0 => -1, { } expected => expected };
        var refusal = await actions
            .UpdateDiscountAsync(AdminAccess.ActorOf(context), discount with { Revision = revision }, cancellationToken).ConfigureAwait(false);
        var stored = await discounts.FindAsync(parsed, cancellationToken).ConfigureAwait(false);
        return refusal is not null ? CartProblem.Of(CartErrors.OfEdit(refusal, stored))
            : stored is null ? CartProblem.Of(CartErrors.NoSuchDiscount)
            : Answer(stored, discounts.Currency);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, [FromRoute] string code, [FromServices] OperatorActions actions, CancellationToken cancellationToken)
    {
        var parsed = CodeOf(context, code);
        if (EntityTags.ExpectedVersion(context.Request) is not null)
        {
            throw RequestBody.Malformed("A discount is deleted at any version; leave If-Match out.");
        }

        var refusal = await actions.DeleteDiscountAsync(AdminAccess.ActorOf(context), parsed, cancellationToken).ConfigureAwait(false);
        return refusal is null ? Results.NoContent() : CartProblem.Of(refusal);
    }

    private static ValueTask<DiscountDefinitionBody> ReadAsync(HttpContext context, CancellationToken cancellationToken) => RequestBody.ReadAsync(
        context, DefinitionJsonContext.Default.DiscountDefinitionBody, DiscountDefinitionBody.Expected, cancellationToken);

    private static AnswerResult<OperatorDiscountBody> Answer(Discount discount, Currency currency) =>
        new(OperatorDiscountBody.Of(discount, currency), AdminJsonContext.Relaxed.OperatorDiscountBody) { Version = discount.Revision };

    // A cursor is the key of a code in hexadecimal digits, which every URL takes.
    private static DiscountCode? After(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }

        try
        {
            return cursor.Length <= MaxCursorLength
                && DiscountCode.TryParse(Encoding.UTF8.GetString(Convert.FromHexString(cursor)), out var last) ? last : throw PageTerms.Refused();
        }
        catch (FormatException)
        {
            throw PageTerms.Refused();
        }
    }
}
