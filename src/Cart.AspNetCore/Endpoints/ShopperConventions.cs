using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>What holds for every request of a shopper, before and after its own handler.</summary>
internal static class ShopperConventions
{
    public static async ValueTask<object?> ApplyAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        context.Response.Headers.CacheControl = "private, no-cache";

        // The answer is the cookie's cart. Versions of different carts can be equal, so a cached answer belongs to its cookie.
        context.Response.Headers.Vary = "Accept, Cookie";
        if (!HttpMethods.IsGet(context.Request.Method) && RequestHeaders.IsCrossSite(context.Request))
        {
            return CartProblems.CrossSiteRequest;
        }

        if (!RequestHeaders.AcceptsJson(context.Request))
        {
            return CartProblems.NotAcceptable;
        }

        try
        {
            return await next(invocation).ConfigureAwait(false);
        }
        catch (RefusedRequestException refused)
        {
            return refused.Problem;
        }
        catch (CartUnavailableException unavailable)
        {
            context.RequestServices.GetRequiredService<ILogger<CartEngine>>().StoreUnavailable(unavailable, unavailable.OutcomeUnknown);
            return CartProblems.StoreUnavailable(unavailable.OutcomeUnknown);
        }
    }
}
