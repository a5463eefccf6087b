using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>The carts, for operators: everybody's.</summary>
internal static class AdminCartEndpoints
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/carts", ListAsync).DescribeForOperators<OperatorCartsBody>("adminListCarts", "Lists carts: all, those in a state, or a user's.");
        admin.MapGet("/carts/{cart_id}", GetAsync).DescribeForOperators<OperatorCartDetailBody>("adminGetCart", "Shows a cart and what is in it.");
        admin.MapDelete("/carts/{cart_id}", DeleteAsync).Produces(StatusCodes.Status204NoContent)
            .DescribeForOperators(EndpointDescriptions.DeleteCart, "Deletes a cart, unless a checkout or a merge holds it.");
    }

    private static async Task<IResult> ListAsync(
        [FromQuery] string? state,
        [FromQuery] string? user,
        [FromQuery] string? limit,
        [FromQuery] string? cursor,
        [FromServices] CartSearch search,
        CancellationToken cancellationToken)
    {
        var wanted = CartStates.Of(state);
        var size = PageTerms.SizeOf(limit);
        OperatorCartsBody body;
        if (string.IsNullOrEmpty(user))
        {
            var page = await search.ListAsync(wanted, cursor, size, cancellationToken).ConfigureAwait(false);
            body = new OperatorCartsBody { Carts = [.. page.Carts.Select(OperatorCartBody.Of)], NextCursor = page.Next };
        }
        else
        {
            // At most as many as an index remembers of a user, so there is only one page.
            var theirs = await search.ListByUserAsync(user, wanted, cancellationToken).ConfigureAwait(false);
            body = new OperatorCartsBody { Carts = [.. theirs.Select(OperatorCartBody.Of)], NextCursor = null };
        }

        return new Shown<OperatorCartsBody>(
            body, ResponseJsonContext.Relaxed.OperatorCartsBody, links => CartsPage.Of(body, state, user, links));
    }

    private static async Task<IResult> GetAsync(
        HttpContext context,
        [FromRoute(Name = "cart_id")] string id,
        [FromServices] CartSearch search,
        [FromServices] CartPresenter presenter,
        [FromServices] IAdminAudit audit,
        CancellationToken cancellationToken)
    {
        if (!CartId.TryParse(id, out var cartId) || await search.FindAsync(cartId, cancellationToken).ConfigureAwait(false) is not { } cart)
        {
            return AdminProblems.CartNotFound;
        }

        // To a shopper a cart that is closed or sealed is none; an operator sees into it.
        var contents = await presenter
            .CartAsync(cart with { State = CartState.Open }, ProductBatches.None, cancellationToken).ConfigureAwait(false);
        var body = OperatorCartDetailBody.Of(cart, contents);
        var activity = AdminConventions.IsForPerson(context)
            ? await audit.ListAsync(AuditSubject.Of(cartId), limit: AuditPage.Recent, cancellationToken: cancellationToken).ConfigureAwait(false)
            : [];
        return new Shown<OperatorCartDetailBody>(
            body, ResponseJsonContext.Relaxed.OperatorCartDetailBody, links => CartDetailPage.Of(body, activity, links))
        {
            Version = cart.Version,
        };
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context,
        [FromRoute(Name = "cart_id")] string id,
        [FromServices] OperatorActions actions,
        CancellationToken cancellationToken)
    {
        if (!CartId.TryParse(id, out var cartId))
        {
            return AdminProblems.CartNotFound;
        }

        var deletion = await actions
            .DeleteCartAsync(AdminAccess.ActorOf(context), cartId, EntityTags.ExpectedVersion(context.Request), cancellationToken)
            .ConfigureAwait(false);
        return deletion is CartDeletion.Done ? Results.NoContent() : AdminProblems.Of(deletion);
    }
}
