using System.Globalization;

namespace Cart.Engine;

/// <summary>What the shopper has seen of the cart that is to become an order.</summary>
public sealed record CheckoutRequest
{
    /// <summary>The version that the shopper has seen; default null: any.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>The total that the shopper has agreed to; default null: whatever it is.</summary>
    public decimal? ExpectedTotal { get; init; }

    /// <summary>
    /// Gets the idempotency key of this checkout; default null. A retry under the same key gets the same order, whatever cart the shopper
    /// has by then (<see cref="CheckoutResult.Replayed"/>). The same key with another <see cref="ExpectedTotal"/> is refused. Without a
    /// key, a retry gets the same order until the shopper's next cart begins; then <see cref="ExpectedVersion"/> or
    /// <see cref="ExpectedTotal"/> keeps it from ordering that cart.
    /// </summary>
    public OperationId? Operation { get; init; }

    /// <summary>Gets the shopper who checks out; null for whoever owns the cart.</summary>
    internal Shopper? Shopper { get; init; }

    /// <summary>What the request asks for, in one text: a key stands for one such text.</summary>
    internal string Content => ExpectedTotal?.ToString("G29", CultureInfo.InvariantCulture) ?? "";
}
