using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Cart.Admin;

/// <summary>Maps the orders of all shoppers.</summary>
internal static class AdminOrders
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/orders", ListAsync).Describe<OperatorOrdersBody>("adminListOrders", "Lists orders, newest first: all, or a user's.");
        admin.MapGet("/orders/{id}", GetAsync).Describe<OperatorOrderBody>("adminGetOrder", "Returns an order.");
    }

    private static async Task<Shown<OperatorOrdersBody>> ListAsync(
        [FromQuery] string? user,
        [FromQuery] string? limit,
        [FromQuery] string? cursor,
        [FromServices] IOrderStore orders,
        [FromServices] CartPresenter presenter,
        CancellationToken cancellationToken)
    {
        var size = PageTerms.SizeOf(limit);
        var part = ListPart.Of(await FindAsync(orders, user, PageTerms.OrderOf(cursor), size + 1, cancellationToken).ConfigureAwait(false), size);
        var shown = await presenter.OrdersAsync(part.Rows, cancellationToken).ConfigureAwait(false);
        var body = new OperatorOrdersBody(
            [.. shown.Zip(part.Rows, static (order, row) => new OperatorOrderBody(order, row))],
            part.HasMore ? part.Rows[^1].Id.ToString() : null);
        return new(body, AdminJsonContext.Relaxed.OperatorOrdersBody, PageResult.Of<OrdersPage, OrdersPage.Model>(new(body, user)));
    }

    private static async Task<IResult> GetAsync(
        [FromRoute] string id, [FromServices] IOrderStore orders, [FromServices] CartPresenter presenter, CancellationToken cancellationToken)
    {
        if (!OrderId.TryParse(id, out var orderId) || await orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false) is not { } order)
        {
            return CartProblem.Of(CartErrors.OrderNotFound);
        }

        var body = new OperatorOrderBody(await presenter.OrderAsync(order, cancellationToken).ConfigureAwait(false), order);
        return new Shown<OperatorOrderBody>(
            body, AdminJsonContext.Relaxed.OperatorOrderBody, PageResult.Of<OrderPage, OperatorOrderBody>(body));
    }

    // The store cannot be queried for an id that is not valid.
    private static async ValueTask<ImmutableArray<Order>> FindAsync(
        IOrderStore orders, string? user, OrderId? before, int limit, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(user) ? await orders.ListAsync(before, limit, cancellationToken).ConfigureAwait(false)
        : CartSearch.CanBeUser(user) ? await orders.ListByUserAsync(user, before, limit, cancellationToken).ConfigureAwait(false)
        : [];
}

/// <summary>Represents a page of orders, newest first.</summary>
/// <param name="Orders">The orders.</param>
/// <param name="NextCursor">The cursor of the next page; null after the last order.</param>
internal sealed record OperatorOrdersBody(
    IReadOnlyList<OperatorOrderBody> Orders, [property: JsonPropertyName("next_cursor")] string? NextCursor);

/// <summary>Represents an order as the shopper sees it, with its user and its cart.</summary>
internal sealed record OperatorOrderBody : OrderBody
{
    [SetsRequiredMembers]
    public OperatorOrderBody(OrderBody shown, Order order)
        : base(shown)
    {
        User = order.UserId;
        CartId = order.CartId.ToString();
    }

    /// <summary>Gets the user who placed it; null for a guest's.</summary>
    public string? User { get; }

    [JsonPropertyName("cart_id")]
    public string CartId { get; }
}
