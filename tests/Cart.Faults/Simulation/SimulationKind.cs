namespace Cart.Faults;

/// <summary>What else can happen in a history beside crashes, pauses, lost and late requests, and losses of the gate.</summary>
internal enum SimulationKind
{
    /// <summary>Nothing: then every cart must also be linearizable.</summary>
    Plain,

    /// <summary>Servers of carts lose their newest changes.</summary>
    LosesCarts,

    /// <summary>Shoppers merge carts.</summary>
    Merges,
}
