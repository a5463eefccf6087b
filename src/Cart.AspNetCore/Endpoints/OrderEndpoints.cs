using System.Globalization;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>The shopper's orders: the cart becomes one, once; a user sees all of its own, a guest the last ones of its session.</summary>
internal static class OrderEndpoints
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    /// <summary>Maps the checkout.</summary>
    public static void MapCheckout(RouteGroupBuilder cart, string ordersPrefix) => cart
        .MapPost("/checkout", (HttpContext context, [FromServices] CartEngine engine, [FromServices] CurrentCart current,
            [FromServices] CartPresenter presenter, [FromServices] IOptions<CartHttpOptions> options, CancellationToken cancellationToken) =>
            PlaceAsync(context, ordersPrefix, engine, current, presenter, options.Value, cancellationToken))
        .Takes<CheckoutBody>(isOptional: true)
        .Describe<OrderBody>("checkOut", "Places the order of the cart, once.", StatusCodes.Status201Created, StatusCodes.Status200OK);

    /// <summary>Maps the orders.</summary>
    public static void Map(RouteGroupBuilder orders)
    {
        orders.MapGet("", ListAsync).Describe<OrdersBody>("listOrders", "Lists the shopper's orders, newest first.");
        orders.MapGet("/{id}", GetAsync).Describe<OrderBody>("getOrder", "Shows one of the shopper's orders.");
    }

    private static async Task<IResult> PlaceAsync(
        HttpContext context,
        string ordersPrefix,
        CartEngine engine,
        CurrentCart current,
        CartPresenter presenter,
        CartHttpOptions options,
        CancellationToken cancellationToken)
    {
        var request = await CheckoutBody.ReadAsync(context.Request, options, cancellationToken).ConfigureAwait(false);
        var result = await current.FindForCheckoutAsync(cancellationToken).ConfigureAwait(false) is { } id
            ? await engine.CheckoutAsync(id, request, cancellationToken).ConfigureAwait(false)
            : new CheckoutResult { Status = CheckoutStatus.CartEmpty };
        if (result.Order is not { } order)
        {
            return CartProblems.Of(result);
        }

        var body = await presenter.OrderAsync(order, cancellationToken).ConfigureAwait(false);
        return new OrderResponse(body, IsPlacement: result.Status is CheckoutStatus.Placed || result.Replayed)
        {
            Replayed = result.Replayed,
            Location = $"{context.Request.PathBase}{ordersPrefix}/{body.Id}",
        };
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, [FromServices] ShopperOrders orders, [FromServices] CartPresenter presenter, CancellationToken cancellationToken)
    {
        var limit = LimitOf(context.Request);
        var before = CursorOf(context.Request);

        // One more than the page holds tells whether there is another page.
        var found = await orders.ListAsync(before, limit + 1, cancellationToken).ConfigureAwait(false);
        var page = found.Length > limit ? found[..limit] : found;
        var body = new OrdersBody
        {
            Orders = await presenter.OrdersAsync(page, cancellationToken).ConfigureAwait(false),
            NextCursor = found.Length > limit ? page[^1].Id.ToString() : null,
        };
        return new AnswerResult<OrdersBody>(body, ResponseJsonContext.Relaxed.OrdersBody);
    }

    private static async Task<IResult> GetAsync(
        [FromRoute] string id, [FromServices] ShopperOrders orders, [FromServices] CartPresenter presenter, CancellationToken cancellationToken) =>
        OrderId.TryParse(id, out var orderId) && await orders.FindAsync(orderId, cancellationToken).ConfigureAwait(false) is { } order
            ? new OrderResponse(await presenter.OrderAsync(order, cancellationToken).ConfigureAwait(false), IsPlacement: false)
            : CartProblems.OrderNotFound;

    private static int LimitOf(HttpRequest request)
    {
        var text = request.Query["limit"];
        return text.Count == 0 ? DefaultLimit
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit ? limit
            : throw RequestBody.Malformed($"The limit is a whole number from 1 to {MaxLimit}.");
    }

    private static OrderId? CursorOf(HttpRequest request)
    {
        var text = request.Query["cursor"];
        return text.Count == 0 ? null
            : OrderId.TryParse(text, out var cursor) ? cursor
            : throw RequestBody.Malformed("Send the next_cursor of the page before as the cursor, or none for the first page.");
    }
}
