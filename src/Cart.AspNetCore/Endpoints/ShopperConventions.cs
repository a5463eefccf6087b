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
        if (Refusal(context) is { } problem)
        {
            return problem;
        }

        try
        {
            if (context.Request.Headers.IfMatch.Count > 0 && !HttpMethods.IsGet(context.Request.Method))
            {
                await Precondition.ReadAsync(context, context.RequestAborted).ConfigureAwait(false);
            }

            var answer = await next(invocation).ConfigureAwait(false);
            FaultsOf(context).Stores.Succeeded();
            return answer;
        }
        catch (RefusedRequestException refused)
        {
            return refused.Problem;
        }
        catch (CartUnavailableException unavailable)
        {
            FaultsOf(context).Stores.Failed(unavailable.Message);
            return CartProblems.StoreUnavailable(unavailable.OutcomeUnknown);
        }
        catch (CartException refusal)
        {
            return CartProblems.Of(refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            LoggerOf(context).ClientGone();
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
    }

    private static ILogger<CartEngine> LoggerOf(HttpContext context) => context.RequestServices.GetRequiredService<ILogger<CartEngine>>();

    private static RequestFaults FaultsOf(HttpContext context) => context.RequestServices.GetRequiredService<RequestFaults>();

    private static CartProblem? Refusal(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && RequestHeaders.IsCrossSite(context.Request))
        {
            return CartProblems.CrossSiteRequest;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<EventStream>() is not null)
        {
            return Negotiation.AcceptsEvents(context.Request) ? null : CartProblems.NoEvents;
        }

        if (Negotiation.FormatFor(context.Request) is not { } format)
        {
            return CartProblems.NotAcceptable;
        }

        context.Features.Set(format);
        return null;
    }

    /// <summary>Marks an endpoint whose answer is an event stream.</summary>
    public sealed record EventStream;
}
