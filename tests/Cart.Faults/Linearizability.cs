namespace Cart.Faults;

/// <summary>
/// Looks for an order of operations that explains what every caller saw: each operation takes effect at one moment between its start and
/// its end, and one that was never answered takes effect at any moment after its start, or never (Wing and Gong, with memory).
/// </summary>
internal static class Linearizability
{
    /// <summary>Tells whether there is such an order.</summary>
    /// <param name="history">The operations; at most 64.</param>
    /// <param name="initial">The state at the beginning.</param>
    /// <typeparam name="TState">A state that compares by value.</typeparam>
    public static bool Holds<TState>(IReadOnlyList<Operation<TState>> history, TState initial)
        where TState : notnull
    {
        if (history.Count > 64)
        {
            throw new ArgumentException("At most 64 operations can be checked.", nameof(history));
        }

        var answered = history.Index().Where(static operation => operation.Item.End is not null)
            .Aggregate(0UL, static (mask, operation) => mask | (1UL << operation.Index));
        return Search(0, initial, []);

        bool Search(ulong done, TState state, HashSet<(ulong, TState)> seen)
        {
            if ((done & answered) == answered)
            {
                return true;
            }

            if (!seen.Add((done, state)))
            {
                return false;
            }

            var horizon = history.Index().Where(operation => (done & (1UL << operation.Index)) == 0)
                .Min(static operation => operation.Item.End ?? long.MaxValue);
            for (var index = 0; index < history.Count; index++)
            {
                var bit = 1UL << index;
                if ((done & bit) == 0 && history[index].Start <= horizon
                    && history[index].Apply(state) is (true, var next) && Search(done | bit, next, seen))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
