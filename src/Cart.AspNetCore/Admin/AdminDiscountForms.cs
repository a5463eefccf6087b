using System.Globalization;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>What can be done to discounts in a browser.</summary>
internal static class AdminDiscountForms
{
    public static void Map(RouteGroupBuilder admin)
    {
        Page(admin.MapGet("/new-discount", static (HttpContext context) => Show(context, new DiscountForm(), [], null)));
        Page(admin.MapPost("/new-discount", CreateAsync));
        Page(admin.MapGet("/edit-discount/{code}", EditAsync));
        Page(admin.MapPost("/edit-discount/{code}", SaveAsync));
        Page(admin.MapGet("/delete-discount/{code}", AskAsync));
        Page(admin.MapPost("/delete-discount/{code}", DeleteAsync));

        static void Page(RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new AdminConventions.PageOnly()).ExcludeFromDescription();
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context,
        [FromServices] DiscountService discounts,
        [FromServices] OperatorActions actions,
        CancellationToken cancellationToken)
    {
        var form = DiscountForm.Of(await AdminForm.ReadAsync(context, cancellationToken).ConfigureAwait(false));
        if (form.Read(null, discounts.Currency, out var discount) is { Count: > 0 } errors)
        {
            return Show(context, form, errors, null, StatusCodes.Status422UnprocessableEntity);
        }

        var edit = await actions.CreateDiscountAsync(AdminAccess.ActorOf(context), discount, cancellationToken).ConfigureAwait(false);
        return edit is DiscountEdit.Done
            ? SeeOther.To(AdminLinks.Done(AdminLinks.Of(context).Discount(discount.Code), AdminNotice.Created))
            : Show(context, form, AdminProblems.Of(edit, stored: null), null);
    }

    private static async Task<IResult> EditAsync(
        HttpContext context, [FromRoute] string code, [FromServices] DiscountService discounts, CancellationToken cancellationToken) =>
        await discounts.FindAsync(CodeInPath.Of(context, code), cancellationToken).ConfigureAwait(false) is { } stored
            ? Show(context, DiscountForm.Of(stored, discounts.Currency), [], stored)
            : AdminProblems.DiscountNotFound;

    private static async Task<IResult> SaveAsync(
        HttpContext context,
        [FromRoute] string code,
        [FromServices] DiscountService discounts,
        [FromServices] OperatorActions actions,
        CancellationToken cancellationToken)
    {
        var fields = await AdminForm.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        if (await discounts.FindAsync(CodeInPath.Of(context, code), cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return AdminProblems.DiscountNotFound;
        }

        if (!long.TryParse(fields["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) || revision < 1)
        {
            return AdminProblems.FormExpired;
        }

        var form = DiscountForm.Of(fields);
        if (form.Read(stored, discounts.Currency, out var discount) is { Count: > 0 } errors)
        {
            return Show(context, form, errors, stored with { Revision = revision }, StatusCodes.Status422UnprocessableEntity);
        }

        var edit = await actions
            .UpdateDiscountAsync(AdminAccess.ActorOf(context), discount with { Revision = revision }, cancellationToken).ConfigureAwait(false);
        return edit switch
        {
            DiscountEdit.Done => SeeOther.To(AdminLinks.Done(AdminLinks.Of(context).Discount(stored.Code), AdminNotice.Saved)),
            DiscountEdit.BelowUses => Show(context, form, AdminProblems.Of(edit, stored), stored with { Revision = revision }),
            _ => AdminProblems.Of(edit, stored),
        };
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, [FromRoute] string code, [FromServices] DiscountService discounts, CancellationToken cancellationToken)
    {
        if (await discounts.FindAsync(CodeInPath.Of(context, code), cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return AdminProblems.DiscountNotFound;
        }

        var warning = string.Create(
            CultureInfo.InvariantCulture, $"{stored.Code.Text} was used by {stored.CurrentUses} orders, which stay as they are. Carts that have it lose it.");
        var fields = AdminForm.Token(context);
        return new PageResult(links => ConfirmPage.Of(
            $"Delete {stored.Code.Text}?", AdminSection.Discounts, warning, fields, links.Discount(stored.Code)));
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, [FromRoute] string code, [FromServices] OperatorActions actions, CancellationToken cancellationToken)
    {
        await AdminForm.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        var edit = await actions
            .DeleteDiscountAsync(AdminAccess.ActorOf(context), CodeInPath.Of(context, code), cancellationToken).ConfigureAwait(false);
        return edit is DiscountEdit.Done
            ? SeeOther.To(AdminLinks.Done(AdminLinks.Of(context).Discounts, AdminNotice.Deleted))
            : AdminProblems.Of(edit, stored: null);
    }

    private static PageResult Show(HttpContext context, DiscountForm form, CartProblem problem, Discount? stored)
    {
        var errors = (problem.Errors ?? []).Select(static error => new DiscountFieldError(error.Pointer![2..], error.Detail));
        return Show(context, form, [.. errors], stored, problem.Status);
    }

    private static PageResult Show(
        HttpContext context, DiscountForm form, IReadOnlyList<DiscountFieldError> errors, Discount? stored, int status = StatusCodes.Status200OK)
    {
        Html fields = $"""{AdminForm.Token(context)}<input type="hidden" name="revision" value="{stored?.Revision ?? 0}">""";
        return new PageResult(new DiscountFormPage(form, errors, fields, stored).Of) { Status = status };
    }
}
