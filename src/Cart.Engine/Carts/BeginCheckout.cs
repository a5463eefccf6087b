namespace Cart.Engine;

/// <summary>
/// Freezes the cart for a checkout and answers it whole, with the attempt's <see cref="CartSnapshot.Fence"/>. Refused while another
/// attempt holds the cart, and for an empty cart.
/// </summary>
/// <param name="Lease">How long the attempt holds the cart before anyone may settle it; more than zero.</param>
public sealed record BeginCheckout(TimeSpan Lease) : CartCommand
{
    /// <summary>The least fence that the attempt may get: above the one that the order store has seen. Default 0.</summary>
    public long MinimumFence { get; init; }

    /// <summary>The version that the caller has seen; any other is refused. Default null: any.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>
    /// The id of the operation. An ordered cart tells by it whether its order was placed under the same operation
    /// (<see cref="CartResult.Replayed"/>); other content under an id that the cart knows is refused with
    /// <see cref="CartStatus.OperationReused"/>. Default null.
    /// </summary>
    public OperationId? Operation { get; init; }

    /// <summary>What the operation was asked for, in the words of whoever asked. Default empty.</summary>
    public string OperationContent { get; init; } = "";

    /// <summary>
    /// Gets the shopper who checks out; a cart that belongs to another user is refused with <see cref="CartStatus.CartNotFound"/>. A cart
    /// of nobody stays so until <see cref="FinishCheckout"/>. Default null: any cart.
    /// </summary>
    public Shopper? Shopper { get; init; }
}
