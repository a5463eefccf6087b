using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>The checkout: the shopper's cart becomes an order, once.</summary>
internal static class CheckoutEndpoints
{
    public static void Map(RouteGroupBuilder group) => group.MapPost("/checkout", PlaceAsync);

    // A cart becomes one order, so every repeat is safe with or without an Idempotency-Key; a key is only checked for its form.
    private static async Task<IResult> PlaceAsync(
        HttpContext context,
        [FromServices] CartEngine engine,
        [FromServices] CurrentCart current,
        [FromServices] CartPresenter presenter,
        [FromServices] IOptions<CartHttpOptions> options,
        CancellationToken cancellationToken)
    {
        _ = RequestHeaders.Operation(context.Request);
        var request = await CheckoutBody.ReadAsync(context.Request, options.Value, cancellationToken).ConfigureAwait(false);
        var result = await current.FindForCheckoutAsync(cancellationToken).ConfigureAwait(false) is { } id
            ? await engine.CheckoutAsync(id, request, cancellationToken).ConfigureAwait(false)
            : new CheckoutResult { Status = CheckoutStatus.CartEmpty };
        return result.Order is { } order
            ? new OrderResponse(
                await presenter.OrderAsync(order, cancellationToken).ConfigureAwait(false), IsNew: result.Status is CheckoutStatus.Placed)
            : CartProblems.Of(result);
    }
}
