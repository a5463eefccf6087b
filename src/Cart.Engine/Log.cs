using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>The engine's log messages: ids 1000 to 1999, no personal data.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Warning, "Order {OrderId} is placed, but its cart could not be closed: {Status}.")]
    public static partial void CartLeftOpen(this ILogger logger, OrderId orderId, CartStatus status);

    [LoggerMessage(1002, LogLevel.Warning, "Order {OrderId} is placed, but its cart could not be reached; its next touch closes it.")]
    public static partial void CartNotClosed(this ILogger logger, Exception exception, OrderId orderId);

    [LoggerMessage(1003, LogLevel.Warning, "A cart was merged into another, but could not be closed; its next touch closes it.")]
    public static partial void MergeNotFinished(this ILogger logger, Exception exception);

    [LoggerMessage(1004, LogLevel.Error, "A handler of {Event} failed. The operation itself took effect.")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception, string @event);

    [LoggerMessage(1005, LogLevel.Warning, "The gate of the discounts does not answer; the order store does all of its work.")]
    public static partial void GateAway(this ILogger logger, Exception exception);

    [LoggerMessage(1006, LogLevel.Warning, "{Setting} = '{Name}' could not be used ({Cause}). Falling back to {Fallback}.")]
    public static partial void ComponentNotFound(this ILogger logger, string setting, string name, string cause, string fallback);
}
