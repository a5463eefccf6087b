using System.Diagnostics;

namespace Cart.LoadTest;

/// <summary>
/// Runs contenders in turn (A B A B …), so that what else happens on the machine hits all of them. What warms up before does not count.
/// </summary>
internal sealed class Rounds(int count, Narrator narrator)
{
    // The runtime compiles what runs often anew, in the background, for seconds: on two cores that is up to a third of the work until then.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);

    public int Count { get; } = count;

    public Narrator Narrator { get; } = narrator;

    /// <summary>Returns the measurements of each contender, one a round.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<T>>> InTurnAsync<T>(
        string what, CancellationToken cancellationToken, params IReadOnlyList<Func<Task<T>>> contenders)
    {
        var warming = Stopwatch.StartNew();
        Narrator.Say($"{what}: warming up");
        do
        {
            await RunAsync(contenders, cancellationToken);
        }
        while (warming.Elapsed < WarmUp);

        var measured = contenders.Select(static _ => new List<T>()).ToArray();
        for (var round = 1; round <= Count; round++)
        {
            Narrator.Say($"{what}: round {round} of {Count}");
            var figures = await RunAsync(contenders, cancellationToken);
            for (var i = 0; i < figures.Count; i++)
            {
                measured[i].Add(figures[i]);
            }
        }

        return measured;
    }

    private static async Task<IReadOnlyList<T>> RunAsync<T>(IReadOnlyList<Func<Task<T>>> contenders, CancellationToken cancellationToken)
    {
        var figures = new List<T>();
        foreach (var contender in contenders)
        {
            cancellationToken.ThrowIfCancellationRequested();
            figures.Add(await contender());
        }

        return figures;
    }
}
