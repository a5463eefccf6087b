using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>The orders, for operators: everybody's.</summary>
internal static class AdminOrderEndpoints
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/orders", ListAsync).DescribeForOperators<OperatorOrdersBody>("adminListOrders", "Lists orders, newest first: all, or a user's.");
        admin.MapGet("/orders/{id}", GetAsync).DescribeForOperators<OperatorOrderBody>("adminGetOrder", "Shows an order.");
    }

    private static async Task<IResult> ListAsync(
        [FromQuery] string? user,
        [FromQuery] string? limit,
        [FromQuery] string? cursor,
        [FromServices] IOrderStore orders,
        [FromServices] CartPresenter presenter,
        CancellationToken cancellationToken)
    {
        var size = PageTerms.SizeOf(limit);
        var before = PageTerms.OrderOf(cursor);

        // One more than the page holds tells whether there is another page.
        var found = await FindAsync(orders, user, before, size + 1, cancellationToken).ConfigureAwait(false);
        var page = found.Length > size ? found[..size] : found;
        var shown = await presenter.OrdersAsync(page, cancellationToken).ConfigureAwait(false);
        var body = new OperatorOrdersBody
        {
            Orders = [.. shown.Zip(page, OperatorOrderBody.Of)],
            NextCursor = found.Length > size ? page[^1].Id.ToString() : null,
        };
        return new Shown<OperatorOrdersBody>(
            body, ResponseJsonContext.Relaxed.OperatorOrdersBody, links => OrdersPage.Of(body, user, links));
    }

    private static async Task<IResult> GetAsync(
        [FromRoute] string id, [FromServices] IOrderStore orders, [FromServices] CartPresenter presenter, CancellationToken cancellationToken)
    {
        if (!OrderId.TryParse(id, out var orderId) || await orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false) is not { } order)
        {
            return AdminProblems.OrderNotFound;
        }

        var body = OperatorOrderBody.Of(await presenter.OrderAsync(order, cancellationToken).ConfigureAwait(false), order);
        return new Shown<OperatorOrderBody>(body, ResponseJsonContext.Relaxed.OperatorOrderBody, links => OrderPage.Of(body, links));
    }

    // No order is of a user whose id is no text: a store cannot even be asked.
    private static async ValueTask<ImmutableArray<Order>> FindAsync(
        IOrderStore orders, string? user, OrderId? before, int limit, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(user) ? await orders.ListAsync(before, limit, cancellationToken).ConfigureAwait(false)
        : CartSearch.CanBeUser(user) ? await orders.ListByUserAsync(user, before, limit, cancellationToken).ConfigureAwait(false)
        : [];
}
