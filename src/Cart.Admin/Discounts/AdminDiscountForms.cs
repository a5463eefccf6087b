using System.Globalization;

namespace Cart.Admin;

/// <summary>Maps the forms that create, edit and delete discounts in a browser.</summary>
internal static class AdminDiscountForms
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/new-discount", static () => Show(DiscountForm.New, [], stored: null)).IsPage();
        admin.MapPost("/new-discount", CreateAsync).IsPage();
        admin.MapGet("/edit-discount/{code}", EditAsync).IsPage();
        admin.MapPost("/edit-discount/{code}", SaveAsync).IsPage();
        admin.MapGet("/delete-discount/{code}", AskAsync).IsPage();
        admin.MapPost("/delete-discount/{code}", DeleteAsync).IsPage();
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, [FromServices] DiscountService discounts, [FromServices] OperatorActions actions, CancellationToken cancellationToken)
    {
        var form = DiscountForm.Of(await AdminForm.ReadAsync(context, cancellationToken).ConfigureAwait(false));
        if (form.Read(null, discounts.Currency, out var discount) is { Count: > 0 } errors)
        {
            return Show(form, errors, stored: null, CartErrors.InvalidDiscountDefinition.HttpStatus);
        }

        var refusal = await actions.CreateDiscountAsync(AdminAccess.ActorOf(context), discount, cancellationToken).ConfigureAwait(false);
        return refusal is null
            ? new SeeOther(AdminLinks.Of(context).To("discounts", discount.Code.Text), "created")
            : Show(form, refusal, stored: null);
    }

    private static async Task<IResult> EditAsync(
        HttpContext context, [FromRoute] string code, [FromServices] DiscountService discounts, CancellationToken cancellationToken) =>
        await discounts.FindAsync(AdminDiscounts.CodeOf(context, code), cancellationToken).ConfigureAwait(false) is { } stored
            ? Show(DiscountForm.Of(stored, discounts.Currency), [], stored)
            : CartProblem.Of(CartErrors.NoSuchDiscount);

    private static async Task<IResult> SaveAsync(
        HttpContext context,
        [FromRoute] string code,
        [FromServices] DiscountService discounts,
        [FromServices] OperatorActions actions,
        CancellationToken cancellationToken)
    {
        var fields = await AdminForm.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        if (await discounts.FindAsync(AdminDiscounts.CodeOf(context, code), cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return CartProblem.Of(CartErrors.NoSuchDiscount);
        }

        if (!long.TryParse(fields["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) || revision < 1)
        {
            return CartProblem.Of(CartErrors.FormExpired);
        }

        // The form keeps the revision that it was opened with, so that a second attempt is refused too.
        var opened = stored with { Revision = revision };
        var form = DiscountForm.Of(fields);
        if (form.Read(stored, discounts.Currency, out var discount) is { Count: > 0 } errors)
        {
            return Show(form, errors, opened, CartErrors.InvalidDiscountDefinition.HttpStatus);
        }

        var refusal = await actions
            .UpdateDiscountAsync(AdminAccess.ActorOf(context), discount with { Revision = revision }, cancellationToken).ConfigureAwait(false);
        return refusal is null ? new SeeOther(AdminLinks.Of(context).To("discounts", stored.Code.Text), "saved")
            : refusal.Is(CartErrors.MaxUsesBelowUses) ? Show(form, CartErrors.OfEdit(refusal, stored), opened)
            : CartProblem.Of(CartErrors.OfEdit(refusal, stored));
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, [FromRoute] string code, [FromServices] DiscountService discounts, CancellationToken cancellationToken)
    {
        if (await discounts.FindAsync(AdminDiscounts.CodeOf(context, code), cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return CartProblem.Of(CartErrors.NoSuchDiscount);
        }

        var (name, links) = (stored.Code.Text, AdminLinks.Of(context));
        var warning = string.Create(
            CultureInfo.InvariantCulture, $"{stored.CurrentUses} orders have used {name}; they stay as they are. Carts with this code lose it.");
        return PageResult.Of<ConfirmPage, ConfirmPage.Model>(
            new($"Delete {name}?", links.Discounts, warning, links.To("discounts", stored.Code.Text)));
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, [FromRoute] string code, [FromServices] OperatorActions actions, CancellationToken cancellationToken)
    {
        await AdminForm.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        var refusal = await actions
            .DeleteDiscountAsync(AdminAccess.ActorOf(context), AdminDiscounts.CodeOf(context, code), cancellationToken).ConfigureAwait(false);
        return refusal is null ? new SeeOther(AdminLinks.Of(context).Discounts, "deleted") : CartProblem.Of(refusal);
    }

    private static PageResult Show(DiscountForm form, CartError refusal, Discount? stored) => Show(form, refusal.Fields, stored, refusal.HttpStatus);

    private static PageResult Show(
        DiscountForm form, IReadOnlyList<DiscountFieldError> errors, Discount? stored, int status = StatusCodes.Status200OK) =>
        PageResult.Of<DiscountFormPage, DiscountFormPage.Model>(new(form, errors, stored)) with { Status = status };
}
