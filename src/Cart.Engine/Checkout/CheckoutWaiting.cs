namespace Cart.Engine;

/// <summary>Paces a request that waits for the outcome of the running checkout of its own cart: growing delays up to a limit.</summary>
/// <param name="limit">How long the request waits in all.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckoutWaiting(TimeSpan limit, TimeProvider time)
{
    // A checkout usually takes a few milliseconds; one that takes longer is not asked for more than five times a second.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(200);

    private readonly long _start = time.GetTimestamp();
    private TimeSpan _delay = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for the next delay.</summary>
    /// <returns>Whether to ask again; false if the limit is reached.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var left = limit - time.GetElapsedTime(_start);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        await Task.Delay(_delay < left ? _delay : left, time, cancellationToken).ConfigureAwait(false);
        _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
        return true;
    }
}
