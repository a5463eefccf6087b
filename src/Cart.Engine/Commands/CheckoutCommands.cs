namespace Cart.Engine;

/// <summary>
/// Freezes the cart for a checkout and answers it whole, with the attempt's <see cref="CartSnapshot.Fence"/>. Refused while another
/// attempt holds the cart, and for an empty cart.
/// </summary>
/// <param name="Lease">How long the attempt holds the cart before anyone may settle it; more than zero.</param>
internal sealed record BeginCheckout(TimeSpan Lease) : CartCommand
{
    /// <summary>Gets the least fence that the attempt may get: above the one that the order store has seen. Default 0.</summary>
    public long MinimumFence { get; init; }

    /// <summary>Gets the version that the caller has seen; any other is refused. Default null: any.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>
    /// Gets the id of the operation. An ordered cart tells by it whether its order was placed under the same operation
    /// (<see cref="CartResult.Replayed"/>); other content under an id that the cart knows is refused with
    /// <see cref="CartStatus.OperationReused"/>. Default null.
    /// </summary>
    public OperationId? Operation { get; init; }

    /// <summary>What the operation was asked for, as stated by the caller. Default empty.</summary>
    public string OperationContent { get; init; } = "";

    /// <summary>
    /// Gets the shopper who checks out; a cart that belongs to another user is refused with <see cref="CartStatus.CartNotFound"/>. A cart
    /// of nobody stays so until <see cref="FinishCheckout"/>. Default null: any cart.
    /// </summary>
    public Shopper? Shopper { get; init; }

    /// <summary>Gets whether the cart must be the user's already: a cart without an owner is then refused as that of another user is. Default false.</summary>
    public bool MustBelong { get; init; }
}

/// <summary>
/// Closes a cart that has become an order: its lines go, a tombstone that names the order stays. Repeating it changes nothing.
/// Refused with <see cref="CartStatus.FenceLost"/> when the attempt no longer holds the cart.
/// </summary>
/// <param name="Fence">The fence of the attempt that holds the cart.</param>
/// <param name="OrderId">The order.</param>
internal sealed record FinishCheckout(long Fence, OrderId OrderId) : CartCommand
{
    /// <summary>Gets the cart that took over what the cart held beyond its order; null where there was no such thing.</summary>
    public CartId? Successor { get; init; }

    /// <summary>Gets the user of the order; a cart without an owner becomes that user's. Default null: a guest's order.</summary>
    public string? UserId { get; init; }
}

/// <summary>
/// Opens a cart again whose checkout came to nothing. Only after the order store has made sure that the attempt can never
/// commit, or has never been asked. Does nothing when the attempt no longer holds the cart.
/// </summary>
/// <param name="Fence">The fence of the attempt.</param>
internal sealed record ThawCheckout(long Fence) : CartCommand;

/// <summary>The checkout that holds a cart.</summary>
/// <param name="Fence">The number of the attempt. Later attempts have greater numbers; the order store lets only one commit.</param>
/// <param name="Remaining">How long the attempt's lease still runs; zero when it has run out or the cart is ordered.</param>
internal readonly record struct CheckoutHold(long Fence, TimeSpan Remaining);
