namespace Cart.Engine;

/// <summary>
/// Freezes the cart for a checkout and returns it with the <see cref="CartSnapshot.Fence"/> of the attempt. Refused while another attempt
/// holds the cart, and for an empty cart.
/// </summary>
/// <param name="Lease">How long the attempt holds the cart before others may settle it; greater than zero.</param>
internal sealed record BeginCheckout(TimeSpan Lease) : CartCommand
{
    /// <summary>Gets the minimum fence of the attempt, above the one that the order store has seen. Default 0.</summary>
    public long MinimumFence { get; init; }

    /// <summary>Gets the version that the caller has seen. Any other is refused. Default null: any.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>
    /// Gets the id of the operation. An ordered cart uses it to report whether its order was placed under the same operation
    /// (<see cref="CartResult.Replayed"/>). Other content under a known id is refused with <see cref="CartStatus.OperationReused"/>. Default null.
    /// </summary>
    public OperationId? Operation { get; init; }

    /// <summary>Gets the content of the operation, as stated by the caller. Default empty.</summary>
    public string OperationContent { get; init; } = "";

    /// <summary>
    /// Gets the shopper who checks out. A cart of another user is refused with <see cref="CartStatus.CartNotFound"/>. A cart without an owner
    /// gets one only with <see cref="FinishCheckout"/>. Default null: any cart.
    /// </summary>
    public Shopper? Shopper { get; init; }

    /// <summary>Gets whether the cart must already belong to the user. If true, a cart without an owner is refused too. Default false.</summary>
    public bool MustBelong { get; init; }
}

/// <summary>
/// Closes a cart that has become an order. Removes its lines and leaves a tombstone that names the order. Repeating it changes nothing.
/// Refused with <see cref="CartStatus.FenceLost"/> if the attempt no longer holds the cart.
/// </summary>
/// <param name="Fence">The fence of the attempt that holds the cart.</param>
/// <param name="OrderId">The order.</param>
internal sealed record FinishCheckout(long Fence, OrderId OrderId) : CartCommand
{
    /// <summary>Gets the cart that took over the lines added after the order; null if there were none.</summary>
    public CartId? Successor { get; init; }

    /// <summary>Gets the user of the order, who becomes the owner of a cart without one. Default null: a guest's order.</summary>
    public string? UserId { get; init; }
}

/// <summary>
/// Reopens a cart whose checkout failed. Use it only after the order store has ensured that the attempt can never commit, or if it was never
/// asked. Does nothing if the attempt no longer holds the cart.
/// </summary>
/// <param name="Fence">The fence of the attempt.</param>
internal sealed record ThawCheckout(long Fence) : CartCommand;

/// <summary>Represents the checkout that holds a cart.</summary>
/// <param name="Fence">The number of the attempt. Later attempts have higher numbers; the order store lets only one commit.</param>
/// <param name="Remaining">The remaining lease of the attempt; zero if it has run out or the cart is ordered.</param>
internal readonly record struct CheckoutHold(long Fence, TimeSpan Remaining);
