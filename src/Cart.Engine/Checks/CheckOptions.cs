namespace Cart.Engine;

/// <summary>
/// Whether and how a host checks its stores. Also read from the host's configuration: <c>Cart:Checks:Enabled</c>,
/// <c>Cart:Checks:Interval</c>, and <c>Cart:Checks:Override</c> as a list or as names with commas between.
/// </summary>
public sealed class CheckOptions
{
    /// <summary>Whether the host checks its stores at all.</summary>
    /// <value>Default true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The names of the findings for which the host starts all the same, such as <c>redis_persistence</c>. They become warnings.</summary>
    /// <value>Default none.</value>
    public ISet<string> Override { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>How often a running host looks again.</summary>
    /// <value>Default 60 seconds. Range 1 second to 1 day.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(60);
}
