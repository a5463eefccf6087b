using Cart.Engine;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>
/// Answers for the host's own endpoints what <see cref="ShoppingCart"/> refuses there, as problem details with the exception's code.
/// It works where the host calls <c>app.UseExceptionHandler()</c>.
/// </summary>
public sealed class CartExceptionHandler(ILogger<CartExceptionHandler> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (exception is not CartException refusal)
        {
            return false;
        }

        if (refusal is CartUnavailableException unavailable)
        {
            logger.StoreUnavailable(unavailable, unavailable.OutcomeUnknown);
        }

        await CartProblems.Of(refusal).ExecuteAsync(httpContext).ConfigureAwait(false);
        return true;
    }
}
