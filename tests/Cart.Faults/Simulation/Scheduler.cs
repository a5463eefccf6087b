namespace Cart.Faults;

/// <summary>
/// Runs the tasks of a simulation one step at a time, in an order that only the seed decides. A task that waits for its turn goes on inside
/// <see cref="RunOne"/>, on the same thread, until it waits again: so nothing else decides anything, and a seed repeats a run.
/// </summary>
internal sealed class Scheduler(Random random, SimulatedClock clock)
{
    private readonly List<(Actor Actor, TaskCompletionSource Turn)> _waiting = [];

    /// <summary>How many steps were run.</summary>
    public int Steps { get; private set; }

    /// <summary>Waits for a turn. One whose actor has died never comes.</summary>
    public Task TurnAsync(Actor actor)
    {
        var turn = new TaskCompletionSource();
        _waiting.Add((actor, turn));
        return turn.Task;
    }

    /// <summary>Gives a turn to one of those who wait, and returns false when nobody can go on.</summary>
    public bool RunOne()
    {
        _waiting.RemoveAll(static waiting => waiting.Actor.IsDead);
        var ready = _waiting.Where(static waiting => !waiting.Actor.IsPaused).ToList();
        if (ready.Count == 0)
        {
            return false;
        }

        var next = ready[random.Next(ready.Count)];
        _waiting.Remove(next);
        Steps++;
        clock.Now += TimeSpan.FromMicroseconds(random.Next(1, 500));
        next.Turn.SetResult();
        return true;
    }
}
