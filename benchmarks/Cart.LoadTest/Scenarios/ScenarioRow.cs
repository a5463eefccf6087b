namespace Cart.LoadTest;

/// <summary>What one design came to in one scenario.</summary>
internal sealed record ScenarioRow(string Scenario, string Design, bool IsEngine, LoadFigures Figures, LossCheck Check)
{
    /// <summary>Whether the engine broke its promise: anything lost, or more than there may be.</summary>
    public bool IsBroken => IsEngine && !Check.IsClean;
}
