using System.Collections.Immutable;
using System.Globalization;

namespace Cart.Engine;

/// <summary>Represents the result of a checkout: an order, or the reason why none exists.</summary>
public sealed record CheckoutResult
{
    /// <summary>Gets the order, placed now or before; null if the checkout was refused.</summary>
    public Order? Order { get; init; }

    /// <summary>Gets why the checkout was refused; null if the order is placed. The cart is open again, unless another checkout holds it.</summary>
    public CartError? Error { get; init; }

    /// <summary>Gets whether the cart became the order before this request.</summary>
    public bool WasPlacedBefore { get; init; }

    /// <summary>Gets whether the same operation placed the order before.</summary>
    public bool Replayed { get; init; }

    /// <summary>Gets the version of the cart on which the result is based.</summary>
    public long Version { get; init; }

    /// <summary>Gets the outcome for metrics: <c>placed</c>, <c>already_placed</c>, or the code of the error.</summary>
    internal string Outcome => Error?.Code ?? (WasPlacedBefore ? "already_placed" : "placed");

    /// <summary>Gets whether another checkout holds the cart.</summary>
    internal bool IsInProgress => Error?.Is(CartErrors.CheckoutInProgress) is true;

    /// <summary>Returns a refusal with all reasons. The first one gives the error.</summary>
    internal static CheckoutResult Of(ImmutableArray<CartError> reasons, long version) =>
        new() { Error = CartErrors.Of(reasons), Version = version };

    /// <summary>Returns the refusal for a cart that could not be frozen.</summary>
    internal static CheckoutResult Refused(CartResult begun) => new()
    {
        // A shopper sees a cart that does not exist as an empty one.
        Error = begun.Status is CartStatus.CartNotFound ? CartErrors.CartEmpty : CartErrors.Of(begun),
        Version = begun.Version,
    };

    /// <summary>Returns an existing order, for a retry of the request that placed it or another request for the same cart.</summary>
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

/// <summary>Represents what the shopper has seen of the cart to order.</summary>
public sealed record CheckoutRequest
{
    /// <summary>Gets the version that the shopper has seen. Default null: any.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Gets the total that the shopper has agreed to. Default null: any.</summary>
    public decimal? ExpectedTotal { get; init; }

    /// <summary>
    /// Gets the idempotency key of this checkout. Default null. A retry with the same key returns the same order, whatever cart the shopper has
    /// now (<see cref="CheckoutResult.Replayed"/>). The same key with another <see cref="ExpectedTotal"/> is refused. Without a key, a retry
    /// returns the same order until the shopper's next cart begins. Then only <see cref="ExpectedVersion"/> or <see cref="ExpectedTotal"/> prevents
    /// the retry from ordering that cart.
    /// </summary>
    public OperationId? Operation { get; init; }

    /// <summary>Gets the shopper who checks out; null for the owner of the cart, whoever it is.</summary>
    internal Shopper? Shopper { get; init; }

    /// <summary>Gets whether the cart must already belong to the user. If false, a user may order a cart without an owner.</summary>
    internal bool MustBelong { get; init; }

    /// <summary>Gets the content of the request as one text. A key stands for one such text.</summary>
    internal string Content => ExpectedTotal?.ToString("G29", CultureInfo.InvariantCulture) ?? "";
}
