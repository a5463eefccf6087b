namespace Cart.Engine;

/// <summary>What the shopper has seen of the cart that is to become an order.</summary>
public sealed record CheckoutRequest
{
    /// <summary>The version that the shopper has seen; default null: any.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>The total that the shopper has agreed to; default null: whatever it is.</summary>
    public decimal? ExpectedTotal { get; init; }

    /// <summary>
    /// The caller's own name for this checkout; default null. Every repeat of a checkout is safe without one. With one, the answer tells a
    /// repeat (<see cref="CheckoutResult.Replayed"/>), and refuses the same name with another expected total.
    /// </summary>
    public OperationId? Operation { get; init; }
}
