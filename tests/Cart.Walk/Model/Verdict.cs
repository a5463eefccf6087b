namespace Cart.Walk;

/// <summary>The required refusals, allowed refusals and effects of a change.</summary>
internal sealed class Verdict
{
    /// <summary>Gets the codes of required refusals; one of them must come if there are any.</summary>
    public List<string> Must { get; } = [];

    /// <summary>Gets the codes of allowed refusals.</summary>
    public List<string> May { get; } = [];

    /// <summary>Gets the possible results, each with the rule that it breaks or null.</summary>
    public List<(ModelCart Cart, string? Breaks)> Effects { get; } = [];

    /// <summary>Gets or sets whether the change creates a missing cart.</summary>
    public bool Starts { get; set; }

    public void Does(ModelCart cart, string? breaks = null) => Effects.Add((cart, breaks));
}
