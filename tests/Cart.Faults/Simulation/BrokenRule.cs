namespace Cart.Faults;

/// <summary>A rule that a simulation breaks on purpose, to see that the checks notice.</summary>
internal enum BrokenRule
{
    /// <summary>None: this is the real protocol.</summary>
    None,

    /// <summary>A settled attempt is not fenced off.</summary>
    NoFence,

    /// <summary>The gate counts a confirmation instead of taking the greater count.</summary>
    ConfirmByIncrement,

    /// <summary>The order store grants whatever the gate admitted.</summary>
    CapOnlyInTheGate,

    /// <summary>A cart does not remember its operations.</summary>
    NoOperationRing,
}
