using Cart.Engine;
using Spectre.Console;

namespace Cart.Cli;

/// <summary>Replays all invoices of a file, so many at a time.</summary>
/// <param name="engine">The carts and the orders.</param>
/// <param name="time">Measures and waits.</param>
/// <param name="concurrency">How many orders are under way at once.</param>
internal sealed class FileReplay(CartEngine engine, TimeProvider time, int concurrency)
{
    private readonly OrderReplay _orders = new(engine, time);

    /// <summary>The orders so far; also after a replay that was cancelled or that failed.</summary>
    public ReplayTotals Totals { get; } = new();

    /// <summary>Replays a file; shows how far it is on a console, if there is one.</summary>
    /// <exception cref="OperationCanceledException">
    /// It was cancelled. The orders that were under way are placed or are not, none by half.
    /// </exception>
    /// <exception cref="CartUnavailableException">A store did not answer, several times.</exception>
    /// <exception cref="ReplayException">An invoice could not be replayed.</exception>
    public async Task<ReplayOutcome> RunAsync(RetailFile file, IAnsiConsole? console, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        if (console is null)
        {
            await PlaceAllAsync(file, static () => { }, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await console.Progress().StartAsync(async context =>
            {
                var bar = context.AddTask("placing orders", maxValue: Math.Max(file.Invoices.Length, 1));
                await PlaceAllAsync(file, () => bar.Increment(1), cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        return new ReplayOutcome(Totals, file.SkippedRows, time.GetElapsedTime(startedAt));
    }

    private Task PlaceAllAsync(RetailFile file, Action onPlaced, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        file.Invoices,
        new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
        async (invoice, token) =>
        {
            Totals.Count(invoice, await _orders.PlaceAsync(invoice, token).ConfigureAwait(false));
            onPlaced();
        });
}
