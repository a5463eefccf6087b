using Cart.Engine;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>The log messages of the HTTP API: ids 4000 to 4999, no personal data.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "The product catalog failed; products are shown without their names.")]
    public static partial void NamesUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(4002, LogLevel.Error, "A store did not answer a shopper's request; the outcome is unknown: {OutcomeUnknown}.")]
    public static partial void StoreUnavailable(this ILogger logger, CartUnavailableException exception, bool outcomeUnknown);
}
