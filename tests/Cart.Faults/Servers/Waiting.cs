using System.Diagnostics;

namespace Cart.Faults;

/// <summary>Waits for what a server will do by itself: start, follow, take over.</summary>
internal static class Waiting
{
    /// <summary>Long enough for the busiest machine; what takes longer does not happen.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks again and again until the answer is yes, and returns how long that took.</summary>
    /// <exception cref="TimeoutException">The answer was still no after a minute.</exception>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, string what, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            if (waited.Elapsed > Limit)
            {
                throw new TimeoutException($"It did not come about in {Limit.TotalSeconds} s that {what}.");
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return waited.Elapsed;
    }
}
