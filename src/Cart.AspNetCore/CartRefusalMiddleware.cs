using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>Answers what <see cref="ShoppingCart"/> refuses in a host's own endpoints as problem details with the refusal's code.</summary>
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
        catch (CartException refusal) when (!context.Response.HasStarted)
        {
            if (refusal is CartUnavailableException unavailable)
            {
                faults.Stores.Failed(unavailable.Message);
            }

            await CartProblems.Of(refusal).ExecuteAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.ClientGone();
        }
    }
}
