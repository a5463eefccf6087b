namespace Cart.Walk;

/// <summary>The values that the runner chose for a call.</summary>
/// <param name="HasStock">true if the shop checks stock; otherwise, false.</param>
internal sealed record Sent(bool HasStock)
{
    /// <summary>The version of the tag that was sent as If-Match; null for none.</summary>
    public long? MatchVersion { get; init; }

    /// <summary>The tag that was sent as If-Match; null for none.</summary>
    public string? MatchTag { get; init; }

    /// <summary>The cart that this tag names; null if it names none.</summary>
    public string? MatchCart => Answer.CartOf(MatchTag);

    /// <summary>The Idempotency-Key; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The total that a checkout expects; null for none.</summary>
    public decimal? Total { get; init; }
}
