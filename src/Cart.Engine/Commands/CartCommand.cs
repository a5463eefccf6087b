using System.Collections.Immutable;
using System.Globalization;

namespace Cart.Engine;

/// <summary>
/// Something to do to one cart in one atomic step. The only derived types are the mutations of <see cref="CartMutation"/>, <see cref="KeepCart"/>, the three
/// steps of a checkout and the five of a merge.
/// </summary>
internal abstract record CartCommand
{
    private protected CartCommand()
    {
    }

    /// <summary>Returns the refusal of a command that breaks a limit whatever the cart holds; null if it breaks none.</summary>
    internal virtual CartResult? FindRefusal(CartLimits limits) => null;
}

/// <summary>A change of a cart that is open. A cart in checkout, and an ordered one, refuses it.</summary>
internal abstract record CartMutation : CartCommand
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
    /// What the operation was asked for, as stated by the caller; a repeat must say the same. Default null: the command's own
    /// content, in which case a price that changed between two tries counts as other content.
    /// </summary>
    public string? OperationContent { get; init; }

    /// <summary>
    /// Gets the version that the caller has seen; any other is refused with <see cref="CartStatus.VersionMismatch"/>. Default null: any.
    /// </summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>
    /// Refuses with <see cref="CartStatus.CartNotFound"/> instead of creating a cart, for ids that came from a client.
    /// Default false.
    /// </summary>
    public bool MustExist { get; init; }

    /// <summary>
    /// On whose behalf the change is made: a cart that belongs to another user is refused with <see cref="CartStatus.CartNotFound"/>.
    /// Default null: the caller may change every cart.
    /// </summary>
    public Shopper? Shopper { get; init; }

    /// <summary>
    /// Specifies whether the cart must belong to the user of <see cref="Shopper"/> already; a cart without an owner is then refused with
    /// <see cref="CartStatus.CartNotFound"/>. Otherwise, a change by a user makes a cart without an owner the user's. Default false.
    /// </summary>
    public bool MustBelong { get; init; }

    /// <summary>
    /// Gets the version that a cart created by this change starts above, so that versions that a client has seen only grow: 0 to
    /// 4,294,967,293. Default 0.
    /// </summary>
    public long StartsAt { get; init; }

    /// <summary>
    /// Specifies whether a cart without an owner that exists already may be joined within 30 seconds after its creation only; later it is refused
    /// with <see cref="CartStatus.CartNotFound"/>. Set it for an id that copies of an old cookie know. Default false.
    /// </summary>
    public bool JoinsOnlyNew { get; init; }

    /// <summary>
    /// Specifies whether the request brought no session: a guest's cart that the change creates lives for
    /// <see cref="CartOptions.NewGuestTimeToLive"/> until the guest comes back. Default false.
    /// </summary>
    public bool ByNewGuest { get; init; }

    /// <summary>
    /// Gets the maximum quantity that the stock allows for each line, in the order in which the change names the lines. A line that would gain units and exceed
    /// it is refused with <see cref="CartStatus.InsufficientStock"/>, in the same atomic step. Default empty: the stock limits nothing.
    /// </summary>
    /// <remarks>Only for <see cref="AddLines"/>, <see cref="SetLines"/> and <see cref="AdjustLine"/>. It is no part of what an operation was asked for.</remarks>
    public ImmutableArray<Quantity> StockCeilings { get; init; } = [];

    /// <summary>Gets whether the answer contains the whole cart, in the same round trip. Default false: only what changed.</summary>
    public bool WithSnapshot { get; init; }

    /// <summary>Gets the name in measurements and traces.</summary>
    internal abstract string Name { get; }

    /// <summary>Gets what the change asks for, in one text.</summary>
    internal abstract string Content { get; }

    /// <summary>Gets what a repeat of the operation must ask for, too.</summary>
    internal string AskedContent => OperationContent ?? Content;

    /// <summary>
    /// Gets whether the change creates a cart that does not exist yet. Without a cart, a change that changes nothing is remembered under its
    /// <see cref="Operation"/> by a cart without lines.
    /// </summary>
    internal virtual bool CreatesCart => Operation is not null;

    /// <summary>Gets the lines that the change names, in its order.</summary>
    internal virtual IEnumerable<LineKey> Keys => [];

    /// <summary>Gets the gain of each line, in the order in which the change names them; empty if no line can gain units.</summary>
    internal virtual ImmutableArray<LineGain> Gains => [];

    /// <summary>Gets the lines that take the catalog's current price if they gain units, because the change gives them none.</summary>
    internal virtual IEnumerable<LineKey> Unpriced => [];

    /// <summary>Returns the change with prices for <see cref="Unpriced"/> lines.</summary>
    internal virtual CartMutation WithPrices(Func<ProductKey, decimal?> priceOf) => this;
}

/// <summary>Makes a user the cart's owner.</summary>
internal sealed record BindUser : CartMutation
{
    /// <summary>The maximum length of a user id, in characters.</summary>
    public const int MaxUserIdLength = 255;

    /// <summary>Binds the cart to a user, or unbinds it.</summary>
    /// <param name="userId">
    /// The user's id: 1 to 255 characters after trimming, without control characters; null unbinds, which does not create a cart.
    /// </param>
    /// <exception cref="ArgumentException">The id is empty, too long, or holds a control character.</exception>
    public BindUser(string? userId) => UserId = userId is null ? null : ShortText.Checked(userId.Trim(), MaxUserIdLength, nameof(userId));

    /// <summary>Gets the user's id; null unbinds.</summary>
    public string? UserId { get; }

    internal override string Name => "bind_user";

    internal override string Content => "bind " + UserId;

    internal override bool CreatesCart => UserId is not null || base.CreatesCart;
}

/// <summary>
/// Writes the code of a discount onto the cart. Refused with <see cref="CartStatus.DiscountApplied"/> when the cart has another code.
/// The store does not judge the code: the caller does before, and the checkout does again.
/// </summary>
internal sealed record ApplyDiscount : CartMutation
{
    /// <summary>Applies a discount.</summary>
    /// <param name="code">The code, as it is displayed; one that <see cref="DiscountCode"/> can read.</param>
    /// <exception cref="ArgumentException">The text is not a code.</exception>
    public ApplyDiscount(string code) => Code = DiscountCode.Checked(code);

    /// <summary>Gets the code, as it is displayed.</summary>
    public string Code { get; }

    /// <summary>Gets whether the code replaces any other code that is on the cart. Default false.</summary>
    public bool Replace { get; init; }

    /// <summary>
    /// Gets the code, as the cart shows it, that the new code may replace: one that was found to be no longer valid. Default null: none.
    /// </summary>
    public string? InsteadOf { get; init; }

    internal override string Name => "apply_discount";

    internal override string Content => string.Create(CultureInfo.InvariantCulture, $"apply {Replace} {InsteadOf}\n{Code}");

    internal override bool CreatesCart => true;
}

/// <summary>Takes the discount off the cart; does nothing if there is none. A cart that does not exist stays so.</summary>
internal sealed record RemoveDiscount : CartMutation
{
    internal override string Name => "remove_discount";

    internal override string Content => "remove discount";
}

/// <summary>Selects one of the shipping options. The store does not know them: the caller has looked that it is one.</summary>
internal sealed record SelectShipping : CartMutation
{
    /// <summary>The maximum length of an option's id, in characters.</summary>
    public const int MaxOptionIdLength = 64;

    /// <summary>Selects an option.</summary>
    /// <param name="optionId">The option's id: 1 to 64 characters without control characters; null selects none.</param>
    /// <exception cref="ArgumentException">The id is empty, too long, or holds a control character.</exception>
    public SelectShipping(string? optionId) => OptionId = optionId is null ? null : ShortText.Checked(optionId, MaxOptionIdLength);

    /// <summary>Gets the option's id; null selects none.</summary>
    public string? OptionId { get; }

    internal override string Name => "select_shipping";

    internal override string Content => "ship " + OptionId;

    internal override bool CreatesCart => OptionId is not null || base.CreatesCart;
}

/// <summary>
/// Gives a new guest's cart its usual lifetime, because the guest came back with its cookie or token. The version stays. Does nothing to a
/// cart that is not <see cref="CartSnapshot.IsNew"/>.
/// </summary>
internal sealed record KeepCart : CartCommand;
