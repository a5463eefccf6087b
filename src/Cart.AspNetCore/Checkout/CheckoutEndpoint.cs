using System.Text.Json.Serialization;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Defines the endpoint that turns the shopper's cart into an order, once.</summary>
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
            // 201 for the request that placed it, and for its retry under the same key.
            Status = !result.WasPlacedBefore || result.Replayed ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            Replayed = result.Replayed,
            Location = $"{context.Request.PathBase}{ordersPrefix}/{body.Id}",
        };
    }
}

/// <summary>Represents the total that the shopper agrees to pay: <c>{"expected_total":"19.98"}</c>, or nothing.</summary>
internal sealed record CheckoutBody
{
    private const string Expected = """Send no body, or {"expected_total":"19.98"} with the amount as a string.""";

    [JsonPropertyName("expected_total")]
    [JsonConverter(typeof(MoneyConverter))]
    public decimal? ExpectedTotal { get; set; }

    /// <summary>Reads the optional body of a request and its checkout headers.</summary>
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
