namespace Cart.Engine;

/// <summary>A cart in a list: all but its lines.</summary>
public sealed record CartSummary
{
    /// <summary>The cart's id.</summary>
    public required CartId Id { get; init; }

    /// <summary>Whether the cart takes changes.</summary>
    public required CartState State { get; init; }

    /// <summary>The number of changes so far, 1 or more.</summary>
    public required long Version { get; init; }

    /// <summary>The user who owns the cart; null for a guest's.</summary>
    public string? UserId { get; init; }

    /// <summary>The number of lines.</summary>
    public required int UniqueCount { get; init; }

    /// <summary>The number of units over all lines.</summary>
    public required long Count { get; init; }

    /// <summary>When the cart was first changed, to the second.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the cart was last changed, to the second.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Whether the cart was told of as abandoned, and has not changed since.</summary>
    public bool IsAbandoned { get; init; }
}
