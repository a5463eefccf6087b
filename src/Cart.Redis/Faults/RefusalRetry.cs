using System.Diagnostics;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Asks again, for a short while, what a server turned away because of its own state: slots on the move, a failover under way, data still
/// loading. The whole command was turned away, so that it is no repetition. What may have taken effect is never asked again here.
/// </summary>
internal static class RefusalRetry
{
    // As long as a caller waits for a server that does not answer; the caller's own pace is the back-off for what takes longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks again until the answer is another, or patience ends.</summary>
    /// <exception cref="RedisServerException">The server still rejects the command.</exception>
    public static async Task<T> AskAgainAsync<T>(
        Func<Task<T>> ask, RedisServerException refusal, IConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        var (asking, pause) = (Stopwatch.StartNew(), FirstPause);
        while (true)
        {
            if (RedisFaults.NamesWrongServer(refusal))
            {
                // The client would notice only at its next look at the servers' roles. Of many who ask for one at once, one is heard.
                await connection.ConfigureAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            // Not all at the same moment.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
            try
            {
                return await ask().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException again) when (RedisFaults.IsPassing(again) && asking.Elapsed < Patience)
            {
                refusal = again;
            }
        }
    }
}
