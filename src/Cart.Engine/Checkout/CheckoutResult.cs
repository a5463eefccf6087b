using System.Collections.Immutable;
using System.Globalization;

namespace Cart.Engine;

/// <summary>The answer to a checkout: an order, or why there is none.</summary>
public sealed record CheckoutResult
{
    /// <summary>Gets the order, when it is placed, now or before; null if the checkout was refused.</summary>
    public Order? Order { get; init; }

    /// <summary>Gets why the checkout was refused; null if the order is placed. The cart is open again, unless another checkout holds it.</summary>
    public CartError? Error { get; init; }

    /// <summary>Gets whether the cart had become the order before this request.</summary>
    public bool WasPlacedBefore { get; init; }

    /// <summary>Gets whether this very operation placed the order before.</summary>
    public bool Replayed { get; init; }

    /// <summary>Gets the cart's version that the answer was decided on.</summary>
    public long Version { get; init; }

    /// <summary>Gets what became of the checkout, for metrics: <c>placed</c>, <c>already_placed</c>, or the code of the error.</summary>
    internal string Outcome => Error?.Code ?? (WasPlacedBefore ? "already_placed" : "placed");

    /// <summary>Gets whether another checkout holds the cart.</summary>
    internal bool IsInProgress => Error?.Is(CartErrors.CheckoutInProgress) is true;

    /// <summary>Refuses a cart for the first of some reasons, and tells all of them.</summary>
    internal static CheckoutResult Of(ImmutableArray<CartError> reasons, long version) =>
        new() { Error = CartErrors.Of(reasons), Version = version };

    /// <summary>Explains why a cart could not be frozen.</summary>
    internal static CheckoutResult Refused(CartResult begun) => new()
    {
        // To a shopper, a cart that does not exist is an empty one.
        Error = begun.Status is CartStatus.CartNotFound ? CartErrors.CartEmpty : CartErrors.Of(begun),
        Version = begun.Version,
    };

    /// <summary>Answers a request with an order that exists: a retry of the request that placed it, or another request for the same cart.</summary>
    internal static CheckoutResult Of(Order order, CheckoutRequest request)
    {
        var operation = CheckoutOperation.Of(request);
        return operation is null || operation.Key != order.Operation?.Key
            ? new CheckoutResult { Order = order, WasPlacedBefore = true }
            : operation == order.Operation
                ? new CheckoutResult { Order = order, WasPlacedBefore = true, Replayed = true }
                : new CheckoutResult { Error = CartErrors.OperationReused };
    }
}

/// <summary>What the shopper has seen of the cart that is to become an order.</summary>
public sealed record CheckoutRequest
{
    /// <summary>Gets the version that the shopper has seen; default null: any.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Gets the total that the shopper has agreed to; default null: whatever it is.</summary>
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

    /// <summary>Gets whether the cart must be the user's already; false lets a user order a cart without an owner.</summary>
    internal bool MustBelong { get; init; }

    /// <summary>What the request asks for, in one text: a key stands for one such text.</summary>
    internal string Content => ExpectedTotal?.ToString("G29", CultureInfo.InvariantCulture) ?? "";
}
