namespace Cart.LoadTest;

/// <summary>Counts orders that were acknowledged, and those of which nobody knows.</summary>
internal sealed class OrderTally
{
    private long _acknowledged;
    private long _unknown;

    /// <summary>Carries out a checkout and counts it. False, refused, counts as nothing.</summary>
    public async Task<bool> CountAsync(Func<Task<bool>> checkout)
    {
        try
        {
            var placed = await checkout();
            Interlocked.Add(ref _acknowledged, placed ? 1 : 0);
            return placed;
        }
        catch
        {
            Interlocked.Increment(ref _unknown);
            throw;
        }
    }

    /// <summary>Compares with what is there.</summary>
    /// <param name="unit">What is counted.</param>
    /// <param name="found">How many there are.</param>
    /// <param name="cap">How many there may be.</param>
    public LossCheck Check(string unit, long found, long cap = long.MaxValue)
    {
        var acknowledged = Interlocked.Read(ref _acknowledged);
        var surplus = Math.Max(0, found - acknowledged);
        // What passes the cap is no question of an answer that was lost.
        var beyond = Math.Max(0, found - cap);
        var unknown = Interlocked.Read(ref _unknown);
        return new LossCheck(unit, acknowledged, Math.Max(0, acknowledged - found), beyond > 0 ? beyond + unknown : surplus, unknown);
    }
}
