using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>What holds for every request of a shopper, before and after its own handler.</summary>
/// <remarks>It goes around the handler as a delegate: an endpoint filter would make several objects for each request.</remarks>
internal sealed class ShopperConventions(RequestFaults faults, ILogger<CartEngine> logger)
{
    /// <summary>Returns a handler with these conventions around it.</summary>
    public RequestDelegate Around(RequestDelegate handler) => context => InvokeAsync(context, handler);

    private async Task InvokeAsync(HttpContext context, RequestDelegate handler)
    {
        context.Response.Headers.CacheControl = "private, no-cache";

        // The answer is the cookie's cart. Versions of different carts can be equal, so a cached answer belongs to its cookie.
        context.Response.Headers.Vary = "Accept, Cookie";
        var problem = Refusal(context);
        if (problem is null)
        {
            try
            {
                if (context.Request.Headers.IfMatch.Count > 0 && !HttpMethods.IsGet(context.Request.Method))
                {
                    await Precondition.ReadAsync(context, context.RequestAborted).ConfigureAwait(false);
                }

                await handler(context).ConfigureAwait(false);
                faults.Stores.Succeeded();
                return;
            }
            catch (RefusedRequestException refused) when (!context.Response.HasStarted)
            {
                problem = refused.Problem;
            }
            catch (CartUnavailableException unavailable) when (!context.Response.HasStarted)
            {
                faults.Stores.Failed(unavailable.Message);
                problem = CartProblems.StoreUnavailable(unavailable.OutcomeUnknown);
            }
            catch (CartException refusal) when (!context.Response.HasStarted)
            {
                problem = CartProblems.Of(refusal);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
            {
                logger.ClientGone();
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return;
            }
        }

        await problem.ExecuteAsync(context).ConfigureAwait(false);
    }

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
