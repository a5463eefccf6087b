namespace Cart.Engine;

/// <summary>What the order store decided about a draft. The family is closed.</summary>
public abstract record Placement
{
    private Placement()
    {
    }

    /// <summary>The draft is an order now.</summary>
    /// <param name="PlacedAt">When it was committed, by the store's clock.</param>
    /// <param name="Uses">How often the order's discount was used, this order included, and maybe later ones; null without one.</param>
    public sealed record Placed(DateTimeOffset PlacedAt, DiscountUses? Uses = null) : Placement;

    /// <summary>The cart had become an order before.</summary>
    /// <param name="OrderId">That order.</param>
    public sealed record AlreadyPlaced(OrderId OrderId) : Placement;

    /// <summary>The discount grants no use to the order. Nothing was committed.</summary>
    /// <param name="Problem">Why.</param>
    public sealed record DiscountRefused(DiscountProblem Problem) : Placement;

    /// <summary>The attempt was settled before it came to commit, or a later one was seen: it can never commit.</summary>
    /// <param name="Fence">The greatest fence that the store has seen of this cart.</param>
    public sealed record Fenced(long Fence) : Placement;
}
