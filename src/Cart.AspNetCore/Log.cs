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

    // One short line: a store that is away is logged by itself when that begins and ends, and refuses many requests in between.
    [LoggerMessage(4002, LogLevel.Error, "A shopper's request was refused: {Cause} The outcome is unknown: {OutcomeUnknown}.")]
    public static partial void StoreUnavailable(this ILogger logger, string cause, bool outcomeUnknown);

    [LoggerMessage(4013, LogLevel.Warning,
        "A signed-in user has none of the claims {ClaimTypes}, and shops as a guest. Set CartHttpOptions.UserIdClaimTypes or UserId. This is logged once.")]
    public static partial void UserWithoutId(this ILogger logger, string claimTypes);

    [LoggerMessage(4012, LogLevel.Debug, "A request was given up, because its client is gone.")]
    public static partial void ClientGone(this ILogger logger);

    [LoggerMessage(4007, LogLevel.Warning, "The live streams of a user who signed out could not be ended at once; they end within 5 minutes.")]
    public static partial void SignOutNotTold(this ILogger logger, CartUnavailableException exception);

    [LoggerMessage(4011, LogLevel.Debug, "The body of a request could not be read ({Cause}): its client is gone, or sent broken framing.")]
    public static partial void BodyBroken(this ILogger logger, string cause);
}
