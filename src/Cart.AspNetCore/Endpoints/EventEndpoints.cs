using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Cart.AspNetCore;

/// <summary>
/// The shopper's cart, live: the cart as it is, and again after each change, whichever tab, device or process made it. An event is the
/// whole cart and its id the version, so a client that was away needs no other than the newest.
/// </summary>
internal static class EventEndpoints
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/events", GetAsync)
        .WithMetadata(new ShopperConventions.EventStream())
        .WithName("watchCart").WithSummary("Sends the cart, and again after each change.").WithTags("Cart")
        .Produces<string>(StatusCodes.Status200OK, MediaTypes.EventStream);

    // All that may set a cookie is done before the stream begins.
    private static async Task<IResult> GetAsync(
        HttpContext context,
        [FromServices] CurrentCart current,
        [FromServices] LiveCart live,
        [FromServices] IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        var known = long.TryParse(context.Request.Headers["Last-Event-ID"], out var version) ? version : (long?)null;
        return TypedResults.ServerSentEvents(live.FollowAsync(cart, known, lifetime.ApplicationStopping, context.RequestAborted));
    }
}
