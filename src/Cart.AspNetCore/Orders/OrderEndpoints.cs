using System.Text.Json.Serialization;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>Defines the endpoints of the shopper's orders: all orders of a user, or the last ones of a guest's session.</summary>
internal static class OrderEndpoints
{
    public static void Map(RouteGroupBuilder orders)
    {
        orders.MapGet("", ListAsync).Describe<OrdersBody>("listOrders", "Lists the shopper's orders, newest first.");
        orders.MapGet("/{id}", GetAsync).Describe<OrderBody>("getOrder", "Shows one of the shopper's orders.");
    }

    private static async Task<IResult> ListAsync(
        [FromQuery] string? limit,
        [FromQuery] string? cursor,
        [FromServices] ShopperOrders orders,
        [FromServices] CartPresenter presenter,
        CancellationToken cancellationToken)
    {
        var size = PageTerms.SizeOf(limit);
        var before = PageTerms.OrderOf(cursor);

        // Read one more than the page holds, to know whether there is another page.
        var found = await orders.ListAsync(before, size + 1, cancellationToken).ConfigureAwait(false);
        var page = found.Length > size ? found[..size] : found;
        var body = new OrdersBody
        {
            Orders = await presenter.OrdersAsync(page, cancellationToken).ConfigureAwait(false),
            NextCursor = found.Length > size ? page[^1].Id.ToString() : null,
        };
        return new AnswerResult<OrdersBody>(body, ResponseJsonContext.Relaxed.OrdersBody);
    }

    private static async Task<IResult> GetAsync(
        [FromRoute] string id, [FromServices] ShopperOrders orders, [FromServices] CartPresenter presenter, CancellationToken cancellationToken) =>
        OrderId.TryParse(id, out var orderId) && await orders.FindAsync(orderId, cancellationToken).ConfigureAwait(false) is { } order
            ? new AnswerResult<OrderBody>(
                await presenter.OrderAsync(order, cancellationToken).ConfigureAwait(false), ResponseJsonContext.Relaxed.OrderBody)
            : CartProblem.Of(CartErrors.OrderNotFound);
}

/// <summary>Represents an order as the shopper sees it.</summary>
internal record OrderBody
{
    public required string Id { get; init; }

    [JsonPropertyName("placed_at")]
    public required DateTime PlacedAt { get; init; }

    public required string Currency { get; init; }

    public required IReadOnlyList<ItemBody> Items { get; init; }

    public required string Summary { get; init; }

    [JsonPropertyName("discount_code")]
    public required string? DiscountCode { get; init; }

    [JsonPropertyName("discount_amount")]
    public required string DiscountAmount { get; init; }

    public required string Tax { get; init; }

    public required string Shipping { get; init; }

    [JsonPropertyName("shipping_option")]
    public required ShippingOptionBody? ShippingOption { get; init; }

    public required string Total { get; init; }
}

/// <summary>A page of orders, newest first.</summary>
internal sealed record OrdersBody
{
    public required IReadOnlyList<OrderBody> Orders { get; init; }

    /// <summary>Gets the cursor of the next page; null after the last order.</summary>
    [JsonPropertyName("next_cursor")]
    public required string? NextCursor { get; init; }
}
