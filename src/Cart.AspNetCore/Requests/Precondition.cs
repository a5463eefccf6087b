using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore;

/// <summary>What <c>If-Match</c> says of a shopper's change.</summary>
/// <param name="Version">The version that the cart must have; null for any, <see cref="EntityTags.NoVersion"/> for none that it can have.</param>
internal sealed record Precondition(long? Version)
{
    /// <summary>
    /// Reads <c>If-Match</c>. Where that names a cart, the cart is looked up: the same version of another cart does not match.
    /// </summary>
    public static async ValueTask ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!EntityTags.NamesCart(context.Request))
        {
            return;
        }

        var current = context.RequestServices.GetRequiredService<CurrentCart>();
        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        context.Features.Set(new Precondition(EntityTags.ExpectedVersion(context.Request, EntityTags.CartPart(cart))));
    }

    /// <summary>Returns the version that a shopper's change depends on; null when it depends on none.</summary>
    public static long? VersionFor(HttpRequest request) =>
        request.HttpContext.Features.Get<Precondition>() is { } read ? read.Version : EntityTags.ExpectedVersion(request);
}
