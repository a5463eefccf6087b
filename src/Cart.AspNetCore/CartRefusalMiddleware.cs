using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>Answers what <see cref="ShoppingCart"/> refuses in a host's own endpoints as problem details with the refusal's code.</summary>
internal sealed class CartRefusalMiddleware(RequestDelegate next, ILogger<CartRefusalMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (CartException refusal) when (!context.Response.HasStarted)
        {
            if (refusal is CartUnavailableException unavailable)
            {
                logger.StoreUnavailable(unavailable.Message, unavailable.OutcomeUnknown);
            }

            await CartProblems.Of(refusal).ExecuteAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.ClientGone();
        }
    }
}
