using System.Collections.Immutable;
using System.Globalization;

namespace Cart.Engine;

/// <summary>
/// Represents an operation on one cart in one atomic step. The only derived types are the mutations of <see cref="CartMutation"/>,
/// <see cref="KeepCart"/>, the three steps of a checkout and the five of a merge.
/// </summary>
internal abstract record CartCommand
{
    private protected CartCommand()
    {
    }

    /// <summary>Returns the refusal if the command breaks a limit whatever the cart holds; otherwise, null.</summary>
    internal virtual CartResult? FindRefusal(CartLimits limits) => null;
}

/// <summary>Represents a change of an open cart. A cart in checkout and an ordered cart refuse it.</summary>
internal abstract record CartMutation : CartCommand
{
    private protected CartMutation()
    {
    }

    /// <summary>
    /// Gets the id that makes the change safe to retry. A repeat with the same content returns the first outcome and changes nothing. Other
    /// content is refused with <see cref="CartStatus.OperationReused"/>. Refusals are not remembered. Default null.
    /// </summary>
    public OperationId? Operation { get; init; }

    /// <summary>
    /// Gets what the operation asks for, as stated by the caller; a repeat must match it. Default null: the command's own content. A price that
    /// changes between two attempts then counts as other content.
    /// </summary>
    public string? OperationContent { get; init; }

    /// <summary>
    /// Gets the version that the caller has seen. Any other is refused with <see cref="CartStatus.VersionMismatch"/>. Default null: any.
    /// </summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>
    /// Gets whether the cart must exist. A missing cart is then refused with <see cref="CartStatus.CartNotFound"/> instead of being created. For ids
    /// that came from a client. Default false.
    /// </summary>
    public bool MustExist { get; init; }

    /// <summary>
    /// Gets the shopper for whom the change is made. A cart of another user is refused with <see cref="CartStatus.CartNotFound"/>.
    /// Default null: the caller may change every cart.
    /// </summary>
    public Shopper? Shopper { get; init; }

    /// <summary>
    /// Gets whether the cart must already belong to the user of <see cref="Shopper"/>. A cart without an owner is then refused with
    /// <see cref="CartStatus.CartNotFound"/>. If false, a change by a user makes the user its owner. Default false.
    /// </summary>
    public bool MustBelong { get; init; }

    /// <summary>
    /// Gets the version above which a cart created by this change starts, so that the versions that a client sees only grow. Range 0 to
    /// 4,294,967,293. Default 0.
    /// </summary>
    public long StartsAt { get; init; }

    /// <summary>
    /// Gets whether an existing cart without an owner can be joined only within 30 seconds after its creation. Later it is refused with
    /// <see cref="CartStatus.CartNotFound"/>. Set it for an id that copies of an old cookie contain. Default false.
    /// </summary>
    public bool JoinsOnlyNew { get; init; }

    /// <summary>
    /// Gets whether the request had no session. A guest's cart that the change creates then lives for
    /// <see cref="CartOptions.NewGuestTimeToLive"/> until the guest comes back. Default false.
    /// </summary>
    public bool ByNewGuest { get; init; }

    /// <summary>
    /// Gets the maximum quantity that the stock allows for each line, in the order in which the change names the lines. A line that would gain
    /// units and exceed it is refused with <see cref="CartStatus.InsufficientStock"/>, in the same atomic step. Default empty: no stock limit.
    /// </summary>
    /// <remarks>
    /// Only for <see cref="AddLines"/>, <see cref="SetLines"/> and <see cref="AdjustLine"/>. It is not part of the content of an operation.
    /// </remarks>
    public ImmutableArray<Quantity> StockCeilings { get; init; } = [];

    /// <summary>Gets whether the result contains the whole cart, in the same round trip. Default false: only the changed lines.</summary>
    public bool WithSnapshot { get; init; }

    /// <summary>Gets the name in metrics and traces.</summary>
    internal abstract string Name { get; }

    /// <summary>Gets the content of the change as one text.</summary>
    internal abstract string Content { get; }

    /// <summary>Gets the content that a repeat of the operation must match.</summary>
    internal string AskedContent => OperationContent ?? Content;

    /// <summary>
    /// Gets whether the change creates a missing cart. A change without effect can only be remembered under its <see cref="Operation"/> by
    /// creating a cart without lines.
    /// </summary>
    internal virtual bool CreatesCart => Operation is not null;

    /// <summary>Gets the lines that the change names, in its order.</summary>
    internal virtual IEnumerable<LineKey> Keys => [];

    /// <summary>Gets the gain of each line, in the order in which the change names them; empty if no line can gain units.</summary>
    internal virtual ImmutableArray<LineGain> Gains => [];

    /// <summary>Gets the lines without a given price. They take the catalog's current price if they gain units.</summary>
    internal virtual IEnumerable<LineKey> Unpriced => [];

    /// <summary>Returns the change with prices for <see cref="Unpriced"/> lines.</summary>
    internal virtual CartMutation WithPrices(Func<ProductKey, decimal?> priceOf) => this;
}

/// <summary>Makes a user the cart's owner.</summary>
internal sealed record BindUser : CartMutation
{
    /// <summary>The maximum length of a user id, in characters.</summary>
    public const int MaxUserIdLength = 255;

    /// <summary>Initializes a command that binds the cart to a user, or unbinds it.</summary>
    /// <param name="userId">
    /// The user's id: 1 to 255 characters after trimming, without control characters; null unbinds, which does not create a cart.
    /// </param>
    /// <exception cref="ArgumentException">The id is empty, too long, or contains a control character.</exception>
    public BindUser(string? userId) => UserId = userId is null ? null : ShortText.Checked(userId.Trim(), MaxUserIdLength, nameof(userId));

    /// <summary>Gets the user's id; null unbinds.</summary>
    public string? UserId { get; }

    internal override string Name => "bind_user";

    internal override string Content => "bind " + UserId;

    internal override bool CreatesCart => UserId is not null || base.CreatesCart;
}

/// <summary>
/// Stores a discount code on the cart. Refused with <see cref="CartStatus.DiscountApplied"/> if the cart has another code. The store does not
/// validate the code: the caller does before, and the checkout does again.
/// </summary>
internal sealed record ApplyDiscount : CartMutation
{
    /// <summary>Initializes a command that applies a discount.</summary>
    /// <param name="code">The code in its display form; one that <see cref="DiscountCode"/> can parse.</param>
    /// <exception cref="ArgumentException">The text is not a code.</exception>
    public ApplyDiscount(string code) => Code = DiscountCode.Checked(code);

    /// <summary>Gets the code in its display form.</summary>
    public string Code { get; }

    /// <summary>Gets whether the code replaces any other code on the cart. Default false.</summary>
    public bool Replace { get; init; }

    /// <summary>
    /// Gets the code on the cart, in its display form, that the new code may replace because it is no longer valid. Default null: none.
    /// </summary>
    public string? InsteadOf { get; init; }

    internal override string Name => "apply_discount";

    internal override string Content => string.Create(CultureInfo.InvariantCulture, $"apply {Replace} {InsteadOf}\n{Code}");

    internal override bool CreatesCart => true;
}

/// <summary>Removes the discount. Does nothing if none exists. Does not create a cart.</summary>
internal sealed record RemoveDiscount : CartMutation
{
    internal override string Name => "remove_discount";

    internal override string Content => "remove discount";
}

/// <summary>Selects a shipping option. The store does not know the options, so the caller checks that it exists.</summary>
internal sealed record SelectShipping : CartMutation
{
    /// <summary>The maximum length of an option's id, in characters.</summary>
    public const int MaxOptionIdLength = 64;

    /// <summary>Initializes a command that selects an option.</summary>
    /// <param name="optionId">The option's id: 1 to 64 characters without control characters; null selects none.</param>
    /// <exception cref="ArgumentException">The id is empty, too long, or contains a control character.</exception>
    public SelectShipping(string? optionId) => OptionId = optionId is null ? null : ShortText.Checked(optionId, MaxOptionIdLength);

    /// <summary>Gets the option's id; null selects none.</summary>
    public string? OptionId { get; }

    internal override string Name => "select_shipping";

    internal override string Content => "ship " + OptionId;

    internal override bool CreatesCart => OptionId is not null || base.CreatesCart;
}

/// <summary>
/// Gives a new guest's cart its full lifetime, because the guest came back with its cookie or token. Does not change the version. Does nothing
/// if the cart is not <see cref="CartSnapshot.IsNew"/>.
/// </summary>
internal sealed record KeepCart : CartCommand;
