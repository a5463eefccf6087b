namespace Cart.Walk;

/// <summary>What the rules say of a change of one cart: why it must be refused, why it may be, and what it does if it is not.</summary>
internal sealed class Verdict
{
    /// <summary>The codes of which one must refuse the change; none if it must not be refused.</summary>
    public List<string> Must { get; } = [];

    /// <summary>The codes that may refuse it, too.</summary>
    public List<string> May { get; } = [];

    /// <summary>The carts that it may lead to, each with the rule that is broken by it, if one is.</summary>
    public List<(ModelCart Cart, string? Breaks)> Effects { get; } = [];

    /// <summary>Whether the change makes a cart where there is none.</summary>
    public bool Starts { get; set; }

    public void Does(ModelCart cart, string? breaks = null) => Effects.Add((cart, breaks));
}
