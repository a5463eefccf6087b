using System.Globalization;

namespace Cart.Admin;

/// <summary>Maps the carts of all shoppers.</summary>
internal static class AdminCarts
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/carts", ListAsync).Describe<OperatorCartsBody>("adminListCarts", "Lists carts: all, those in a state, or a user's.");
        admin.MapGet("/carts/{cart_id}", GetAsync).Describe<OperatorCartDetailBody>("adminGetCart", "Returns a cart and its contents.");
        admin.MapDelete("/carts/{cart_id}", DeleteAsync).Produces(StatusCodes.Status204NoContent)
            .Describe(EndpointDescriptions.DeleteCart, "Deletes a cart, unless it is in a checkout or a merge.");
        admin.MapGet("/delete-cart/{cart_id}", AskAsync).IsPage();
        admin.MapPost("/delete-cart/{cart_id}", DeleteByFormAsync).IsPage();
    }

    private static async Task<Shown<OperatorCartsBody>> ListAsync(
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
            var part = await search.ListAsync(wanted, cursor, size, cancellationToken).ConfigureAwait(false);
            body = new OperatorCartsBody([.. part.Carts.Select(OperatorCartBody.Of)], part.Next);
        }
        else
        {
            // The index of a user is short, so there is only one part.
            var theirs = await search.ListByUserAsync(user, wanted, cancellationToken).ConfigureAwait(false);
            body = new OperatorCartsBody([.. theirs.Select(OperatorCartBody.Of)], NextCursor: null);
        }

        return new(body, AdminJsonContext.Relaxed.OperatorCartsBody, PageResult.Of<CartsPage, CartsPage.Model>(new(body, state, user)));
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
            return CartProblem.Of(CartErrors.CartNotFound);
        }

        // A shopper sees no closed cart; an operator sees its contents.
        var contents = await presenter
            .CartAsync(cart with { State = CartState.Open }, cancellationToken).ConfigureAwait(false);
        var body = OperatorCartDetailBody.Of(cart, contents);
        var actions = AdminConventions.IsForPerson(context)
            ? await audit.ListAsync(AuditSubject.Of(cartId), limit: Actions.Recent, cancellationToken: cancellationToken).ConfigureAwait(false)
            : [];
        var page = PageResult.Of<CartDetailPage, CartDetailPage.Model>(new(body, actions));
        return new Shown<OperatorCartDetailBody>(body, AdminJsonContext.Relaxed.OperatorCartDetailBody, page) { Version = cart.Version };
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, [FromRoute(Name = "cart_id")] string id, [FromServices] OperatorActions actions, CancellationToken cancellationToken) =>
        await RefusalAsync(context, id, EntityTags.ExpectedVersion(context.Request), actions, cancellationToken).ConfigureAwait(false)
        ?? Results.NoContent();

    private static async Task<IResult> AskAsync(
        HttpContext context, [FromRoute(Name = "cart_id")] string id, [FromServices] ICartStore carts, CancellationToken cancellationToken)
    {
        if (!CartId.TryParse(id, out var cartId)
            || await carts.GetAsync(cartId, cancellationToken).ConfigureAwait(false) is not { Exists: true } cart)
        {
            return CartProblem.Of(CartErrors.CartNotFound);
        }

        var owner = cart.UserId is { } user ? $"of the user {user}" : "of a guest";
        var warning = string.Create(
            CultureInfo.InvariantCulture,
            $"The cart {cart.Id} {owner} holds {cart.Count} units. Deleting it cannot be undone. The order that it became stays.");
        var links = AdminLinks.Of(context);

        // The version makes sure that the cart that is deleted is the one that was seen.
        return PageResult.Of<ConfirmPage, ConfirmPage.Model>(new("Delete a cart?", links.Carts, warning, links.To("carts", id), cart.Version));
    }

    private static async Task<IResult> DeleteByFormAsync(
        HttpContext context, [FromRoute(Name = "cart_id")] string id, [FromServices] OperatorActions actions, CancellationToken cancellationToken)
    {
        var form = await AdminForm.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        return !long.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? CartProblem.Of(CartErrors.FormExpired)
            : await RefusalAsync(context, id, version, actions, cancellationToken).ConfigureAwait(false)
                ?? (IResult)new SeeOther(AdminLinks.Of(context).Carts, "deleted");
    }

    private static async ValueTask<CartProblem?> RefusalAsync(
        HttpContext context, string id, long? expectedVersion, OperatorActions actions, CancellationToken cancellationToken)
    {
        if (!CartId.TryParse(id, out var cartId))
        {
            return CartProblem.Of(CartErrors.CartNotFound);
        }

        var refusal = await actions
            .DeleteCartAsync(AdminAccess.ActorOf(context), cartId, expectedVersion, cancellationToken).ConfigureAwait(false);
        return refusal is null ? null : CartProblem.Of(refusal);
    }
}
