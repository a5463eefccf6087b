using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>The engine's log messages: ids 1000 to 1999; no personal data but the names of operators.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Warning, "The cart of order {OrderId} was open again: the store of carts lost changes. It is closed again.")]
    public static partial void CartRevived(this ILogger logger, OrderId orderId);

    [LoggerMessage(1002, LogLevel.Warning, "Order {OrderId} is placed, but its cart could not be reached; the outbox closes it.")]
    public static partial void CartNotClosed(this ILogger logger, Exception exception, OrderId orderId);

    [LoggerMessage(1003, LogLevel.Warning, "A cart was merged into another, but could not be closed; its next touch closes it.")]
    public static partial void MergeNotFinished(this ILogger logger, Exception exception);

    [LoggerMessage(1004, LogLevel.Error, "A handler of {Event} failed. The operation itself took effect.")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception, string @event);

    [LoggerMessage(1005, LogLevel.Information, "The gate of the discounts does not answer; the order store does all of its work.")]
    public static partial void GateAway(this ILogger logger, Exception exception);

    [LoggerMessage(1006, LogLevel.Warning, "{Explanation} Falling back to {Fallback}, because Cart:Strict is false.")]
    public static partial void ComponentNotFound(this ILogger logger, string explanation, string fallback);

    [LoggerMessage(1030, LogLevel.Warning, "{Explanation}")]
    public static partial void SettingUnknown(this ILogger logger, string explanation);

    [LoggerMessage(1007, LogLevel.Warning, "Order {OrderId} could not be completed from the outbox; it falls due again.")]
    public static partial void OrderNotRelayed(this ILogger logger, Exception exception, OrderId orderId);

    [LoggerMessage(1008, LogLevel.Error, "The relay of orders pauses; what it has not done falls due again.")]
    public static partial void RelayPaused(this ILogger logger, Exception exception);

    [LoggerMessage(1009, LogLevel.Error, "{Count} orders were given up in the outbox: some handler did not take them within the retention.")]
    public static partial void OutboxExpired(this ILogger logger, long count);

    [LoggerMessage(1010, LogLevel.Warning, "Check {Check}: {Found}. {Means} {Mend}")]
    public static partial void CheckWarned(this ILogger logger, string check, string found, string means, string mend);

    [LoggerMessage(1011, LogLevel.Critical, "Check {Check}: {Found}. {Means} {Mend} A host would refuse to start.")]
    public static partial void CheckFoundUnfit(this ILogger logger, string check, string found, string means, string mend);

    [LoggerMessage(1012, LogLevel.Information, "Check {Check}: {Found}.")]
    public static partial void CheckPassed(this ILogger logger, string check, string found);

    [LoggerMessage(1013, LogLevel.Information, "{Actor}: {Action} of {Kind} {Subject}: {Outcome} (entry {Entry} of the trail).")]
    public static partial void OperatorActed(
        this ILogger logger, string actor, string action, string kind, string subject, string outcome, long entry);

    [LoggerMessage(1015, LogLevel.Warning, "The sweep for abandoned carts pauses; the next one finds what it has not told of.")]
    public static partial void SweepPaused(this ILogger logger, Exception exception);

    [LoggerMessage(1016, LogLevel.Information, "A user signed in while a store was unavailable; the guest's cart is merged at the next sign-in.")]
    public static partial void SignInIncomplete(this ILogger logger, Exception exception);

    [LoggerMessage(1017, LogLevel.Information, "A session could not get a new secret at a sign-in, because its store is unavailable.")]
    public static partial void SecretNotRenewed(this ILogger logger, Exception exception);

    [LoggerMessage(1014, LogLevel.Error, "Entry {Entry} of the trail of operators could not be given its outcome, {Outcome}.")]
    public static partial void OutcomeNotNoted(this ILogger logger, Exception exception, long entry, string outcome);

    [LoggerMessage(1020, LogLevel.Warning, "{Store} is not available: {Cause}. Further failures are counted and not logged until it answers again.")]
    public static partial void StoreFaultBegan(this ILogger logger, string store, string cause);

    [LoggerMessage(1021, LogLevel.Information, "{Store} is available again. Failed requests: {Count}, within {Seconds:F1} s.")]
    public static partial void StoreFaultEnded(this ILogger logger, string store, double seconds, long count);

    [LoggerMessage(1025, LogLevel.Warning, "The product catalog did not answer at a checkout. The order has no names of its products, and products that are gone were not found.")]
    public static partial void CheckoutWithoutCatalog(this ILogger logger, Exception exception);
}
