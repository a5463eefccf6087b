using Microsoft.Extensions.Logging;

namespace Cart.Redis;

/// <summary>The log messages of the store of carts in Redis: ids 2000 to 2999; no keys, no arguments, no passwords.</summary>
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Warning, "Redis was not ready when the host started ({Why}). Requests for carts get 503 until it answers.")]
    public static partial void NotReadyAtStart(this ILogger logger, string why);
}
