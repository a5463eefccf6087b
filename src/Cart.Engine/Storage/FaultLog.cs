using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>
/// Logs a fault of a store twice: when it begins, with its cause, and when it ends, with its duration and the number of requests that
/// failed. Safe for concurrent use; a success costs one read of a field while the store is well.
/// </summary>
/// <param name="store">Name of the store, such as <c>PostgreSQL</c>.</param>
/// <param name="logger">Logger of the store's library.</param>
/// <param name="time">Clock that measures the duration.</param>
internal sealed class FaultLog(string store, ILogger logger, TimeProvider time)
{
    // A store that fails every other request would otherwise log two lines for each of them.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private volatile bool _isFaulty;
    private long _firstAt;
    private long _lastAt;
    private long _failed;

    /// <summary>Counts a request that failed. The first one logs the warning.</summary>
    /// <param name="cause">Reason of the failure in one sentence, without secrets and without ids of carts.</param>
    public void Failed(string cause)
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

        logger.StoreFaultBegan(store, cause.ReplaceLineEndings(" ").TrimEnd('.', ' '));
    }

    /// <summary>Notes a request that the store answered. The first one after a second without failures logs the end of the fault.</summary>
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
            if (!_isFaulty || time.GetElapsedTime(_lastAt) < Calm)
            {
                return;
            }

            _isFaulty = false;
            (lasted, failed, _failed) = (time.GetElapsedTime(_firstAt, _lastAt), _failed, 0);
        }

        logger.StoreFaultEnded(store, lasted.TotalSeconds, failed);
    }
}
