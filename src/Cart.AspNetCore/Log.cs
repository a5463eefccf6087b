using Cart.Engine;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>The log messages of the HTTP API: ids 4000 to 4999, no personal data.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "The product catalog failed; products are shown without their names.")]
    public static partial void NamesUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(4003, LogLevel.Error, "The product catalog failed; nothing was added.")]
    public static partial void CatalogUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(4004, LogLevel.Error, "The catalog's price of {Product} is negative, too great or too fine for the currency; correct it there.")]
    public static partial void PriceUnusable(this ILogger logger, ProductKey? product);

    [LoggerMessage(4005, LogLevel.Error, "A store did not answer an operator's request; the outcome is unknown: {OutcomeUnknown}.")]
    public static partial void StoreUnavailableToOperator(this ILogger logger, CartUnavailableException exception, bool outcomeUnknown);

    [LoggerMessage(4006, LogLevel.Warning,
        "A request for the operators' pages was refused: no authorization policy is named for them, and it did not come from this machine itself.")]
    public static partial void OperatorRefused(this ILogger logger);

    [LoggerMessage(4002, LogLevel.Error, "A store did not answer a shopper's request; the outcome is unknown: {OutcomeUnknown}.")]
    public static partial void StoreUnavailable(this ILogger logger, CartUnavailableException exception, bool outcomeUnknown);

    [LoggerMessage(4007, LogLevel.Warning, "The live streams of a user who signed out could not be ended at once; they end within 5 minutes.")]
    public static partial void SignOutNotTold(this ILogger logger, CartUnavailableException exception);
}
