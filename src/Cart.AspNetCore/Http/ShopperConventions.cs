using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>Implements the conventions of every shopper request, before and after its handler.</summary>
/// <remarks>It wraps the handler as a delegate, because an endpoint filter would allocate several objects for each request.</remarks>
internal sealed class ShopperConventions(RequestFaults faults, ILogger<CartEngine> logger)
{
    /// <summary>Returns a handler wrapped in these conventions.</summary>
    public RequestDelegate Around(RequestDelegate handler) => context => InvokeAsync(context, handler);

    private async Task InvokeAsync(HttpContext context, RequestDelegate handler)
    {
        context.Response.Headers.CacheControl = "private, no-cache";

        // Versions of different carts can be equal, so a cached response belongs to its cookie.
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
            catch (Exception refusal) when (!context.Response.HasStarted && faults.ProblemOf(refusal) is { } told)
            {
                problem = told;
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
            return CartProblem.Of(CartErrors.CrossSiteRequest);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<EventStream>() is not null)
        {
            return Negotiation.AcceptsEvents(context.Request) ? null : CartProblem.Of(CartErrors.NoEvents);
        }

        if (Negotiation.FormatFor(context.Request) is not { } format)
        {
            return CartProblem.Of(CartErrors.NotAcceptable);
        }

        context.Features.Set(format);
        return null;
    }

    /// <summary>Marks an endpoint whose answer is an event stream.</summary>
    public sealed record EventStream;
}

/// <summary>Answers refusals of <see cref="ShoppingCart"/> in the host's own endpoints as problem details with the code of the refusal.</summary>
internal sealed class CartRefusalMiddleware(RequestDelegate next, RequestFaults faults, ILogger<CartRefusalMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response.StatusCode < StatusCodes.Status400BadRequest)
            {
                faults.Stores.Succeeded();
            }
        }
        catch (Exception refusal) when (!context.Response.HasStarted && faults.ProblemOf(refusal) is { } problem)
        {
            await problem.ExecuteAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.ClientGone();
        }
    }
}

/// <summary>
/// Logs failures that clients did not cause: one line at the beginning, one at the end, with a count. A store logs its own faults as well; these
/// lines also cover the host's stores and an overloaded host.
/// </summary>
internal sealed class RequestFaults(ILogger<RequestFaults> logger, TimeProvider time)
{
    // Requests that do not use the failing store succeed meanwhile. They must not end the fault.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    /// <summary>Gets the log of unavailable stores.</summary>
    public FaultLog Stores { get; } = new((cause, _) => logger.StoreUnavailable(cause), logger.StoreAvailable, time, Calm);

    /// <summary>Returns the problem for a refusal, and counts an unavailable store; null for any other exception.</summary>
    public CartProblem? ProblemOf(Exception refusal)
    {
        if (refusal is CartUnavailableException { IsLogged: false } unavailable)
        {
            Stores.Failed(unavailable.Message);
        }

        return CartProblem.Of(refusal);
    }
}
