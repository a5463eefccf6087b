namespace Storefront;

/// <summary>What the shop says when it opens.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Carts: {Carts}. Orders: {Orders}.")]
    public static partial void RunsOn(this ILogger logger, string carts, string orders);
}
