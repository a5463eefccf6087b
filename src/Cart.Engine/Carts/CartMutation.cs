using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>A change of a cart that is open. A cart in checkout, and an ordered one, refuses it.</summary>
public abstract record CartMutation : CartCommand
{
    private protected CartMutation()
    {
    }

    /// <summary>
    /// Makes the change safe to send again: a repeat with the same content answers the first outcome and changes nothing, other
    /// content is refused with <see cref="CartStatus.OperationReused"/>. Refusals are not remembered. Default null.
    /// </summary>
    public OperationId? Operation { get; init; }

    /// <summary>
    /// What the operation was asked for, in the words of whoever asked; a repeat must say the same. Default null: the command's own
    /// content, in which case a price that changed between two tries counts as other content.
    /// </summary>
    public string? OperationContent { get; init; }

    /// <summary>
    /// The version that the caller has seen; any other is refused with <see cref="CartStatus.VersionMismatch"/>. Default null: any.
    /// </summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>
    /// Refuses with <see cref="CartStatus.CartNotFound"/> instead of bringing a cart into being, for ids that came from a client.
    /// Default false.
    /// </summary>
    public bool MustExist { get; init; }

    /// <summary>
    /// On whose behalf the change is made: a cart that belongs to another user is refused with <see cref="CartStatus.CartNotFound"/>.
    /// Default null: the caller may change every cart.
    /// </summary>
    public Shopper? Shopper { get; init; }

    /// <summary>
    /// Specifies whether the cart must belong to the user of <see cref="Shopper"/> already; a cart of nobody is then refused with
    /// <see cref="CartStatus.CartNotFound"/>. Otherwise, a change by a user makes a cart of nobody the user's. Default false.
    /// </summary>
    public bool MustBelong { get; init; }

    /// <summary>
    /// The version that a cart created by this change starts above, so that versions that a client has seen only grow: 0 to
    /// 4,294,967,293. Default 0.
    /// </summary>
    public long StartsAt { get; init; }

    /// <summary>
    /// Specifies whether a cart of nobody that exists already may be joined within 30 seconds after its creation only; later it is refused
    /// with <see cref="CartStatus.CartNotFound"/>. Set it for an id that copies of an old cookie know. Default false.
    /// </summary>
    public bool JoinsOnlyNew { get; init; }

    /// <summary>
    /// Specifies whether the request brought no session: a guest's cart that the change creates lives for
    /// <see cref="CartOptions.NewGuestTimeToLive"/> until the guest comes back. Default false.
    /// </summary>
    public bool ByNewGuest { get; init; }

    /// <summary>
    /// Gets the greatest quantity that the stock allows for each line, in the order in which the change names the lines. A line that would gain units and exceed
    /// it is refused with <see cref="CartStatus.InsufficientStock"/>, in the same atomic step. Default empty: the stock limits nothing.
    /// </summary>
    /// <remarks>Only for <see cref="AddLines"/>, <see cref="SetLines"/> and <see cref="AdjustLine"/>. It is no part of what an operation was asked for.</remarks>
    public ImmutableArray<Quantity> StockCeilings { get; init; } = [];

    /// <summary>Whether the answer brings the whole cart, in the same round trip. Default false: only what changed.</summary>
    public bool WithSnapshot { get; init; }
}
