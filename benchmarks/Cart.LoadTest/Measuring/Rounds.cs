namespace Cart.LoadTest;

/// <summary>
/// Runs contenders in turn (A B A B …), so that what else happens on the machine hits all of them. The first round warms up and does not
/// count.
/// </summary>
internal sealed class Rounds(int count, Narrator narrator)
{
    public int Count { get; } = count;

    public Narrator Narrator { get; } = narrator;

    /// <summary>Returns the measurements of each contender, one a round.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<T>>> InTurnAsync<T>(
        string what, CancellationToken cancellationToken, params IReadOnlyList<Func<Task<T>>> contenders)
    {
        var measured = contenders.Select(static _ => new List<T>()).ToArray();
        for (var round = 0; round <= Count; round++)
        {
            Narrator.Say(round == 0 ? $"{what}: warming up" : $"{what}: round {round} of {Count}");
            for (var i = 0; i < contenders.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var figure = await contenders[i]();
                if (round > 0)
                {
                    measured[i].Add(figure);
                }
            }
        }

        return measured;
    }
}
