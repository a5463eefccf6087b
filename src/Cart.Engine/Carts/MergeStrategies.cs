namespace Cart.Engine;

/// <summary>The names of the merge strategies: <c>add</c>, <c>replace</c> and <c>keep_higher</c>.</summary>
public static class MergeStrategies
{
    /// <summary>Returns the name of a strategy.</summary>
    public static string NameOf(MergeStrategy strategy) => strategy switch
    {
        MergeStrategy.Add => "add",
        MergeStrategy.Replace => "replace",
        MergeStrategy.KeepHigher => "keep_higher",
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "Unknown strategy."),
    };

    /// <summary>Returns the strategy of a name.</summary>
    /// <exception cref="InvalidMergeException">There is no strategy of that name.</exception>
    public static MergeStrategy Parse(string name) => name switch
    {
        "add" => MergeStrategy.Add,
        "replace" => MergeStrategy.Replace,
        "keep_higher" => MergeStrategy.KeepHigher,
        _ => throw new InvalidMergeException($"Invalid merge strategy '{name}'. Must be 'add', 'replace', or 'keep_higher'."),
    };
}
