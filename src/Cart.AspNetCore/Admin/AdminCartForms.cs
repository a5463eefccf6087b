using System.Globalization;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>What can be done to a cart in a browser.</summary>
internal static class AdminCartForms
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/delete-cart/{cart_id}", AskAsync).WithMetadata(new AdminConventions.PageOnly()).ExcludeFromDescription();
        admin.MapPost("/delete-cart/{cart_id}", DeleteAsync).WithMetadata(new AdminConventions.PageOnly()).ExcludeFromDescription();
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, [FromRoute(Name = "cart_id")] string id, [FromServices] ICartStore carts, CancellationToken cancellationToken)
    {
        if (!CartId.TryParse(id, out var cartId)
            || await carts.GetAsync(cartId, cancellationToken).ConfigureAwait(false) is not { Exists: true } cart)
        {
            return AdminProblems.CartNotFound;
        }

        // What is deleted is what was seen.
        var whose = cart.UserId is { } user ? $"of the user {user}" : "of a guest";
        var warning = string.Create(CultureInfo.InvariantCulture, $"The cart {cart.Id} {whose} holds {cart.Count} units. Deleting it cannot be undone; an order that it became stays.");
        Html fields = $"""{AdminForm.Token(context)}<input type="hidden" name="version" value="{cart.Version}">""";
        return new PageResult(links => ConfirmPage.Of("Delete a cart?", AdminSection.Carts, warning, fields, links.Cart(id)));
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context,
        [FromRoute(Name = "cart_id")] string id,
        [FromServices] OperatorActions actions,
        CancellationToken cancellationToken)
    {
        var form = await AdminForm.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        if (!CartId.TryParse(id, out var cartId))
        {
            return AdminProblems.CartNotFound;
        }

        if (!long.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return AdminProblems.FormExpired;
        }

        var deletion = await actions.DeleteCartAsync(AdminAccess.ActorOf(context), cartId, version, cancellationToken).ConfigureAwait(false);
        return deletion is CartDeletion.Done
            ? SeeOther.To(AdminLinks.Done(AdminLinks.Of(context).Carts, AdminNotice.Deleted))
            : AdminProblems.Of(deletion);
    }
}
