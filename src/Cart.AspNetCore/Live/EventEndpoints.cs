using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

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
    private static async Task<IResult> GetAsync([FromServices] CurrentCart current, CancellationToken cancellationToken) =>
        new LiveResult(await current.GetAsync(cancellationToken).ConfigureAwait(false), current.Shopper);
}
