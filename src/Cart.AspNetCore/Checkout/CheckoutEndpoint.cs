using System.Text.Json.Serialization;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>The checkout: the shopper's cart becomes an order, once.</summary>
internal static class CheckoutEndpoint
{
    public static void Map(RouteGroupBuilder group, string ordersPrefix) => group
        .MapPost("/checkout", (HttpContext context, [FromServices] ShoppingCart cart, [FromServices] CartPresenter presenter,
            [FromServices] IOptions<CartHttpOptions> options, CancellationToken cancellationToken) =>
            PlaceAsync(context, ordersPrefix, cart, presenter, options.Value, cancellationToken))
        .Takes<CheckoutBody>(isOptional: true)
        .Describe<OrderBody>("checkOut", "Places the order of the cart, once.", StatusCodes.Status201Created, StatusCodes.Status200OK);

    private static async Task<IResult> PlaceAsync(
        HttpContext context,
        string ordersPrefix,
        ShoppingCart cart,
        CartPresenter presenter,
        CartHttpOptions options,
        CancellationToken cancellationToken)
    {
        var request = await CheckoutBody.ReadAsync(context.Request, options, cancellationToken).ConfigureAwait(false);
        var result = await cart.TryCheckoutAsync(request, cancellationToken).ConfigureAwait(false);
        if (result.Order is not { } order)
        {
            return CartProblem.Of(result.Error!);
        }

        var body = await presenter.OrderAsync(order, cancellationToken).ConfigureAwait(false);
        return new AnswerResult<OrderBody>(body, ResponseJsonContext.Relaxed.OrderBody)
        {
            // 201 to the request that placed it, also when that is sent again under its key.
            Status = !result.WasPlacedBefore || result.Replayed ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            Replayed = result.Replayed,
            Location = $"{context.Request.PathBase}{ordersPrefix}/{body.Id}",
        };
    }
}

/// <summary>What the shopper has agreed to pay: <c>{"expected_total":"19.98"}</c>, or nothing said about it.</summary>
internal sealed record CheckoutBody
{
    private const string Expected = """Send no body, or {"expected_total":"19.98"} with the amount as a string.""";

    [JsonPropertyName("expected_total")]
    [JsonConverter(typeof(MoneyConverter))]
    public decimal? ExpectedTotal { get; set; }

    /// <summary>Reads the body of a request, if there is one, and what its headers say of the checkout.</summary>
    /// <exception cref="RefusedRequestException">The body or a header is malformed.</exception>
    public static async ValueTask<CheckoutRequest> ReadAsync(
        HttpRequest request, CartHttpOptions options, CancellationToken cancellationToken)
    {
        using var sent = await RequestBody.ReadAsync(request, options.MaxBodyBytes, cancellationToken).ConfigureAwait(false);
        var body = sent?.Take(RequestJsonContext.Default.CheckoutBody, Expected);
        return new CheckoutRequest
        {
            ExpectedTotal = body?.ExpectedTotal,
            ExpectedVersion = Precondition.VersionFor(request),
            Operation = RequestHeaders.Operation(request),
        };
    }
}
