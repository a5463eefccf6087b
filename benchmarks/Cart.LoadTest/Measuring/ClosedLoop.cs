using System.Diagnostics;

namespace Cart.LoadTest;

/// <summary>So many callers, each with one operation under way at a time.</summary>
internal static class ClosedLoop
{
    /// <summary>Carries out the operations 0 to <paramref name="operations"/> - 1, each once. Each caller has a token of its own, as a request has.</summary>
    public static async Task<LoopFigures> RunAsync(
        int callers, int operations, Func<int, CancellationToken, Task> operation, CancellationToken cancellationToken)
    {
        GC.Collect();
        var next = -1;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync, cancellationToken)));
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new LoopFigures(operations / seconds, (double)allocated / operations);

        async Task CallAsync()
        {
            using var own = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            for (var number = Interlocked.Increment(ref next); number < operations; number = Interlocked.Increment(ref next))
            {
                own.Token.ThrowIfCancellationRequested();
                await operation(number, own.Token);
            }
        }
    }
}
