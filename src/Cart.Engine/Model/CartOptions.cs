using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Represents the limits and lifetimes of carts.</summary>
public sealed class CartOptions
{
    /// <summary>Gets or sets the currency of new carts and of all given prices, as an ISO 4217 code.</summary>
    /// <value>Default <c>USD</c>.</value>
    public string Currency { get; set; } = "USD";

    /// <summary>Gets or sets the maximum number of lines in a cart.</summary>
    /// <value>Default 1000. Range 1 to 3000.</value>
    public int MaxLines { get; set; } = 1000;

    /// <summary>Gets or sets the maximum quantity of a line, in units; null for 2,147,483,647.</summary>
    /// <value>Default 9999. Range 0 to 2,147,483,647; 0 refuses every add.</value>
    public int? MaxQuantityPerItem { get; set; } = 9999;

    /// <summary>
    /// Gets or sets the maximum number of invalid discount codes per minute and cart, in each process. Beyond it, no code is checked for that cart.
    /// The limit per IPv4 address, or per /64 of an IPv6 address, is ten times higher. Beyond that one, a valid code still applies, but an invalid
    /// one is answered as too many attempts.
    /// </summary>
    /// <value>Default 20. Range 1 to 10,000.</value>
    public int MaxDiscountGuesses { get; set; } = 20;

    /// <summary>Gets or sets the minimum sum of the lines, before the discount, for a checkout; null for no minimum.</summary>
    /// <value>Default null. Range 0 or more.</value>
    public decimal? MinOrderAmount { get; set; }

    /// <summary>
    /// Gets or sets what happens to a line whose price differs from the catalog's current price. Unless it is <see cref="CatalogPolicy.Ignore"/>,
    /// a line that gains units also takes the catalog's price, whichever change adds them.
    /// </summary>
    /// <value>Default <see cref="CatalogPolicy.Report"/>: the cart carries the warning <c>price_changed</c>.</value>
    public CatalogPolicy PriceChange { get; set; } = CatalogPolicy.Report;

    /// <summary>Gets or sets what happens to a line whose product the catalog no longer has, or prices beyond the currency's decimals.</summary>
    /// <value>Default <see cref="CatalogPolicy.Refuse"/>: the cart carries the warning <c>product_gone</c>, and a checkout is refused.</value>
    public CatalogPolicy GoneProducts { get; set; } = CatalogPolicy.Refuse;

    /// <summary>
    /// Gets or sets whether configuration errors stop the host at startup: a configured calculator or checker that cannot be found, and, in
    /// Development, an unknown setting in the section <c>Cart</c>. If false, both are warnings, and the default calculator or checker replaces
    /// the missing one.
    /// </summary>
    /// <value>Default true.</value>
    public bool Strict { get; set; } = true;

    /// <summary>Gets or sets the minimum lifetime of a cart after its last change. A cart lives at most one hundredth longer.</summary>
    /// <value>Default 14 days. Range 1 minute to 365 days.</value>
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// Gets or sets the lifetime of a guest's cart whose browser has never come back with its cookie or token, such as a crawler's. Any later
    /// request of the session gives it the full lifetime. A value above the full lifetime has no effect.
    /// </summary>
    /// <value>Default 1 hour. Range 1 minute to 365 days.</value>
    public TimeSpan NewGuestTimeToLive { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the <see cref="TimeToLive"/> of a cart that belongs to a user; null for no difference.</summary>
    /// <value>Default null. Range 1 minute to 365 days.</value>
    public TimeSpan? UserTimeToLive { get; set; }

    /// <summary>Gets or sets the <see cref="TimeToLive"/> of a cart without lines, whoever owns it; null for no difference.</summary>
    /// <value>Default null. Range 1 minute to 365 days.</value>
    public TimeSpan? EmptyTimeToLive { get; set; }

    /// <summary>Gets or sets how long an ordered cart remains readable as a tombstone. Afterwards the order store is asked.</summary>
    /// <value>Default 2 days. Range 1 day to 365 days.</value>
    public TimeSpan TombstoneTimeToLive { get; set; } = TimeSpan.FromDays(2);

    /// <summary>Gets or sets how long a cart remembers idempotency keys.</summary>
    /// <value>Default 24 hours. Range 1 minute to 30 days.</value>
    public TimeSpan IdempotencyTimeToLive { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Gets or sets the maximum number of idempotency keys that a cart remembers. Beyond it, the oldest are forgotten.</summary>
    /// <value>Default 1000. Range 16 to 10,000.</value>
    public int MaxIdempotencyKeys { get; set; } = 1000;

    /// <summary>Gets or sets how long a checkout holds a cart before others may settle it. Fences ensure safety; this only bounds the wait.</summary>
    /// <value>Default 15 seconds. Range 1 second to 10 minutes.</value>
    public TimeSpan CheckoutLease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Gets or sets how long a checkout waits for another checkout of the same cart, such as the first of two clicks. After that it is refused
    /// with <c>checkout_in_progress</c>.
    /// </summary>
    /// <value>Default 5 seconds. Range 0 to 1 minute.</value>
    public TimeSpan CheckoutWait { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Validates <see cref="CartOptions"/>. Reports all errors at once, each with its value and range.</summary>
internal sealed class CartOptionsValidator : IValidateOptions<CartOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CartOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        if (!Currency.TryParse(options.Currency, out _))
        {
            result.AddError($"Cart:{nameof(options.Currency)} is '{options.Currency}'; it must be three capital letters.");
        }

        Within(options.MaxLines, 1, 3000, nameof(options.MaxLines));
        Within(options.MaxQuantityPerItem ?? 0, 0, int.MaxValue, nameof(options.MaxQuantityPerItem));
        Within(options.MaxDiscountGuesses, 1, 10_000, nameof(options.MaxDiscountGuesses));
        Within(options.MinOrderAmount ?? 0, 0, CartLimits.MaxUnitPrice, nameof(options.MinOrderAmount));
        Within(options.TimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.TimeToLive));
        Within(options.NewGuestTimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.NewGuestTimeToLive));
        Within(options.UserTimeToLive ?? TimeSpan.FromDays(1), TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.UserTimeToLive));
        Within(options.EmptyTimeToLive ?? TimeSpan.FromDays(1), TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.EmptyTimeToLive));
        Within(options.TombstoneTimeToLive, TimeSpan.FromDays(1), TimeSpan.FromDays(365), nameof(options.TombstoneTimeToLive));
        Within(options.IdempotencyTimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30), nameof(options.IdempotencyTimeToLive));
        Within(options.MaxIdempotencyKeys, 16, 10_000, nameof(options.MaxIdempotencyKeys));
        Within(options.CheckoutLease, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.CheckoutLease));
        Within(options.CheckoutWait, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(options.CheckoutWait));
        Defined(options.PriceChange, nameof(options.PriceChange));
        Defined(options.GoneProducts, nameof(options.GoneProducts));
        return result.Build();

        void Defined(CatalogPolicy value, string property)
        {
            if (!Enum.IsDefined(value))
            {
                result.AddError($"Cart:{property} is {value}; it must be {string.Join(", ", Enum.GetNames<CatalogPolicy>())}.");
            }
        }

        void Within<T>(T value, T least, T greatest, string property)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(greatest) > 0)
            {
                result.AddError($"Cart:{property} is {value}; it must be between {least} and {greatest}.");
            }
        }
    }
}

/// <summary>
/// Represents how long carts live after their last change, in seconds. The expiry moves in steps of a hundredth of the shortest lifetime. Only
/// the first change in a step sets it, so a cart lives for its lifetime plus at most one step.
/// </summary>
/// <param name="options">Valid options.</param>
internal sealed class CartLifetimes(CartOptions options)
{
    /// <summary>Gets the lifetime of a cart with lines and without an owner, in seconds.</summary>
    public long Guest { get; } = Seconds(options.TimeToLive);

    /// <summary>Gets the longest lifetime of a cart whose guest has not come back yet, in seconds.</summary>
    public long NewGuest { get; } = Seconds(options.NewGuestTimeToLive);

    /// <summary>Gets the lifetime of a cart with lines that belongs to a user, in seconds.</summary>
    public long User { get; } = Seconds(options.UserTimeToLive ?? options.TimeToLive);

    /// <summary>Gets the lifetime of a cart without lines, in seconds.</summary>
    public long Empty { get; } = Seconds(options.EmptyTimeToLive ?? options.TimeToLive);

    /// <summary>Gets the longest time that any cart can live after its last change, in seconds.</summary>
    public long Longest => Math.Max(Guest, Math.Max(User, Empty)) + Step;

    /// <summary>Gets the step in which the expiry moves, in seconds; 1 or more.</summary>
    public long Step => Math.Max(1, Math.Min(Guest, Math.Min(User, Empty)) / 100);

    /// <summary>Returns when an open cart expires unless it is changed before; null for one that does not exist.</summary>
    public DateTimeOffset? ExpiresAt(CartSnapshot cart)
    {
        ArgumentNullException.ThrowIfNull(cart);
        return cart.ChangedAt?.ToUnixTimeSeconds() is { } changed
            ? DateTimeOffset.FromUnixTimeSeconds(cart.IsNew
                ? changed + Math.Min(NewGuest, Of(cart))
                : changed - (changed % Step) + Step + Of(cart))
            : null;
    }

    private static long Seconds(TimeSpan span) => (long)span.TotalSeconds;

    private long Of(CartSnapshot cart) => cart switch
    {
        { IsEmpty: true } => Empty,
        { UserId: not null } => User,
        _ => Guest,
    };
}
