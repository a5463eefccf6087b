using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>
/// Logs a fault twice: when it begins, with its cause, and when it ends, with its duration and the number of requests that failed. Safe for
/// concurrent use; a success costs one read of a field while all is well.
/// </summary>
/// <param name="began">Logs the cause and the exception, if there is one.</param>
/// <param name="ended">Logs the seconds that the fault lasted, and the number of requests that failed.</param>
/// <param name="time">Clock that measures the duration.</param>
/// <param name="calm">How long no request must fail before a success ends the fault; default null: 1 second.</param>
internal sealed class FaultLog(Action<string, Exception?> began, Action<double, long> ended, TimeProvider time, TimeSpan? calm = null)
{
    // A store that fails every other request would otherwise log two lines for each of them.
    private readonly TimeSpan _calm = calm ?? TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private volatile bool _isFaulty;
    private long _firstAt;
    private long _lastAt;
    private long _failed;

    /// <summary>Makes the log of a store.</summary>
    /// <param name="store">Name of the store, such as <c>PostgreSQL</c>.</param>
    /// <param name="logger">Logger of the store's library.</param>
    /// <param name="time">Clock that measures the duration.</param>
    public FaultLog(string store, ILogger logger, TimeProvider time)
        : this(
            (cause, _) => logger.StoreFaultBegan(store, cause.ReplaceLineEndings(" ").TrimEnd('.', ' ')),
            (seconds, failed) => logger.StoreFaultEnded(store, seconds, failed),
            time)
    {
    }

    /// <summary>Counts a request that failed. The first one logs the warning.</summary>
    /// <param name="cause">Reason of the failure in one sentence, without secrets and without ids of carts.</param>
    /// <param name="fault">Exception of a part of the host, whose stack trace the host needs; otherwise null.</param>
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

    /// <summary>Notes a request that the store answered. The first one after a calm time without failures logs the end of the fault.</summary>
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
