using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>Defines the engine's log messages: ids 1000 to 1999, without personal data except the names of operators.</summary>
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
    public static partial void CheckoutWithoutCatalog(this ILogger logger);

    [LoggerMessage(1026, LogLevel.Error,
        "The product catalog failed: nothing is added, and products have no names. Further failures are counted, not logged, until it answers.")]
    public static partial void CatalogFailed(this ILogger logger, Exception? exception);

    [LoggerMessage(1027, LogLevel.Information, "The product catalog answers again. It failed for {Seconds:F1} s, in {Count} requests.")]
    public static partial void CatalogAnswers(this ILogger logger, double seconds, long count);
}

/// <summary>
/// Escapes names from untrusted sources for one line of a log or a terminal. Control characters, line separators, changes of direction and
/// other invisible characters are written as codes, such as <c>\u202e</c>.
/// </summary>
internal static class LogText
{
    /// <summary>Returns the text with escapes, cut to a length in UTF-16 code units.</summary>
    public static string Of(string text, int maxLength = int.MaxValue)
    {
        var name = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = IsVisible(rune) ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            if (name.Length + shown.Length > maxLength)
            {
                break;
            }

            name.Append(shown);
        }

        return name.ToString();
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}

/// <summary>
/// Logs a fault twice: when it begins, with its cause, and when it ends, with its duration and the number of failed requests. Thread-safe. Without
/// a fault, a success costs one read of a field.
/// </summary>
/// <param name="began">Logs the cause and the exception, if there is one.</param>
/// <param name="ended">Logs the duration of the fault in seconds, and the number of failed requests.</param>
/// <param name="time">The clock.</param>
/// <param name="calm">How long no request may fail before a success ends the fault. Default null: 1 second.</param>
internal sealed class FaultLog(Action<string, Exception?> began, Action<double, long> ended, TimeProvider time, TimeSpan? calm = null)
{
    // A store that fails every other request would otherwise log two lines for each of them.
    private readonly TimeSpan _calm = calm ?? TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private volatile bool _isFaulty;
    private long _firstAt;
    private long _lastAt;
    private long _failed;

    /// <summary>Initializes the log of a store, such as <c>PostgreSQL</c>.</summary>
    public FaultLog(string store, ILogger logger, TimeProvider time)
        : this(
            (cause, _) => logger.StoreFaultBegan(store, cause.ReplaceLineEndings(" ").TrimEnd('.', ' ')),
            (seconds, failed) => logger.StoreFaultEnded(store, seconds, failed),
            time)
    {
    }

    /// <summary>Counts a failed request. The first one logs the warning.</summary>
    /// <param name="cause">The cause in one sentence, without secrets and cart ids.</param>
    /// <param name="fault">The exception of a host component, whose stack trace the host needs; otherwise, null.</param>
    public void Failed(string cause, Exception? fault = null)
    {
        lock (_gate)
        {
            _lastAt = time.GetTimestamp();
            _failed++;
            if (_isFaulty)
            {
                return;
            }

            _isFaulty = true;
            _firstAt = _lastAt;
        }

        began(cause, fault);
    }

    /// <summary>Records a successful request. The first one after the calm time logs the end of the fault.</summary>
    public void Succeeded()
    {
        if (!_isFaulty)
        {
            return;
        }

        TimeSpan lasted;
        long failed;
        lock (_gate)
        {
            if (!_isFaulty || time.GetElapsedTime(_lastAt) < _calm)
            {
                return;
            }

            _isFaulty = false;
            (lasted, failed, _failed) = (time.GetElapsedTime(_firstAt, _lastAt), _failed, 0);
        }

        ended(lasted.TotalSeconds, failed);
    }
}
