namespace Cart.Engine;

/// <summary>What a finding is worth.</summary>
public enum CheckLevel
{
    /// <summary>It is as it should be.</summary>
    Ok,

    /// <summary>It could not be looked at, for example because a managed service does not tell.</summary>
    Skipped,

    /// <summary>The store did not answer at all, so nothing is known of it.</summary>
    Away,

    /// <summary>The shop works, but something can go wrong that need not.</summary>
    Warn,

    /// <summary>Carts or orders would be lost or wrong: a host refuses to start.</summary>
    Refuse,
}
