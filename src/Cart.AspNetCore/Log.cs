using Cart.Engine;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>Defines the log messages of the HTTP API: ids 4000 to 4999, without personal data.</summary>
internal static partial class Log
{
    [LoggerMessage(4004, LogLevel.Error, "The catalog's price of {Product} is negative, too great or too fine for the currency; correct it there.")]
    public static partial void PriceUnusable(this ILogger logger, ProductKey? product);

    [LoggerMessage(4002, LogLevel.Error,
        "Requests are refused with 503, because a store is not available: {Cause} Further refusals are counted, not logged, until requests succeed.")]
    public static partial void StoreUnavailable(this ILogger logger, string cause);

    [LoggerMessage(4005, LogLevel.Information, "Requests succeed again. The fault lasted {Seconds:F1} s, and {Count} requests were refused.")]
    public static partial void StoreAvailable(this ILogger logger, double seconds, long count);

    [LoggerMessage(4013, LogLevel.Warning,
        "A signed-in user has none of the claims {ClaimTypes}, and shops as a guest. Set CartHttpOptions.UserIdClaimTypes or UserId. This is logged once.")]
    public static partial void UserWithoutId(this ILogger logger, string claimTypes);

    [LoggerMessage(4014, LogLevel.Warning,
        "{Endpoint} and the cart's API share a path ({Api}). Requests that ask for text/html get the first, all others the API. To part them, call MapCart with prefixes such as MapCart(\"/api/cart\", \"/api/orders\").")]
    public static partial void RoutesClash(this ILogger logger, string endpoint, string api);

    [LoggerMessage(4012, LogLevel.Debug, "A request was given up, because its client is gone.")]
    public static partial void ClientGone(this ILogger logger);

    [LoggerMessage(4007, LogLevel.Information, "The live streams of a user who signed out could not be ended at once; they end within 5 minutes.")]
    public static partial void SignOutNotTold(this ILogger logger, CartUnavailableException exception);

    [LoggerMessage(4011, LogLevel.Debug, "The body of a request could not be read ({Cause}): its client is gone, or sent broken framing.")]
    public static partial void BodyBroken(this ILogger logger, string cause);
}
