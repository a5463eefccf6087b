namespace Cart.Engine;

/// <summary>The limits and lifetimes of carts.</summary>
public sealed class CartOptions
{
    /// <summary>The currency of new carts and of all prices given, as an ISO 4217 code.</summary>
    /// <value>Default <c>USD</c>.</value>
    public string Currency { get; set; } = "USD";

    /// <summary>How many lines a cart can have.</summary>
    /// <value>Default 1000. Range 1 to 3000.</value>
    public int MaxLines { get; set; } = 1000;

    /// <summary>How many units a line can have; null for 2,147,483,647.</summary>
    /// <value>Default 9999. Range 0 to 2,147,483,647; 0 refuses every add.</value>
    public int? MaxQuantityPerItem { get; set; } = 9999;

    /// <summary>
    /// Maximum number of invalid discount codes per minute and cart, in each process; then no code is judged for that cart. An IPv4 address, or the /64
    /// of an IPv6 address, has ten times as many; then a wrong code is answered as too many, and a right one still applied.
    /// </summary>
    /// <value>Default 20. Range 1 to 10,000.</value>
    public int MaxDiscountGuesses { get; set; } = 20;

    /// <summary>The least that a cart must be worth, before its discount, to be checked out; null for nothing.</summary>
    /// <value>Default null. Range 0 or more.</value>
    public decimal? MinOrderAmount { get; set; }

    /// <summary>
    /// What happens to a line whose price differs from the catalog's price today. Unless it is <see cref="CatalogPolicy.Ignore"/>, a line that gains units
    /// also takes the catalog's price, whichever verb adds them.
    /// </summary>
    /// <value>Default <see cref="CatalogPolicy.Report"/>: the cart carries the warning <c>price_changed</c>.</value>
    public CatalogPolicy PriceChange { get; set; } = CatalogPolicy.Report;

    /// <summary>What happens to a line whose product the catalog no longer has, or has at a price that the currency cannot hold.</summary>
    /// <value>Default <see cref="CatalogPolicy.Refuse"/>: the cart carries the warning <c>product_gone</c>, and so is a checkout refused.</value>
    public CatalogPolicy GoneProducts { get; set; } = CatalogPolicy.Refuse;

    /// <summary>
    /// Gets or sets whether the host refuses to start when a calculator or checker that its configuration names cannot be found, and, in
    /// Development, when the section <c>Cart</c> has an unknown setting. Otherwise both are warnings, and the default calculator or
    /// checker takes the place of the missing one.
    /// </summary>
    /// <value>Default true.</value>
    public bool Strict { get; set; } = true;

    /// <summary>How long a cart lives after its last change, at least; a hundredth more at most.</summary>
    /// <value>Default 14 days. Range 1 minute to 365 days.</value>
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// How long a guest's cart lives whose browser has never come back with its cookie or token, such as that of a crawler. Any later
    /// request of the session gives it the usual lifetime. A longer time than the usual one has no effect.
    /// </summary>
    /// <value>Default 1 hour. Range 1 minute to 365 days.</value>
    public TimeSpan NewGuestTimeToLive { get; set; } = TimeSpan.FromHours(1);

    /// <summary><see cref="TimeToLive"/> of a cart that belongs to a user; null for no difference.</summary>
    /// <value>Default null. Range 1 minute to 365 days.</value>
    public TimeSpan? UserTimeToLive { get; set; }

    /// <summary><see cref="TimeToLive"/> of a cart without lines, whoever owns it; null for no difference.</summary>
    /// <value>Default null. Range 1 minute to 365 days.</value>
    public TimeSpan? EmptyTimeToLive { get; set; }

    /// <summary>How long an ordered cart's tombstone answers for it; after that the order store does.</summary>
    /// <value>Default 2 days. Range 1 day to 365 days.</value>
    public TimeSpan TombstoneTimeToLive { get; set; } = TimeSpan.FromDays(2);

    /// <summary>How long a cart remembers idempotency keys.</summary>
    /// <value>Default 24 hours. Range 1 minute to 30 days.</value>
    public TimeSpan IdempotencyTimeToLive { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many idempotency keys a cart remembers at most; beyond that the oldest are forgotten.</summary>
    /// <value>Default 1000. Range 16 to 10,000.</value>
    public int MaxIdempotencyKeys { get; set; } = 1000;

    /// <summary>How long a checkout holds a cart before anyone may settle it. A liveness bound only; safety is the fence's.</summary>
    /// <value>Default 15 seconds. Range 1 second to 10 minutes.</value>
    public TimeSpan CheckoutLease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a checkout waits for the outcome of another checkout of the same cart, such as the first of two clicks, before it is refused
    /// with <c>checkout_in_progress</c>.
    /// </summary>
    /// <value>Default 5 seconds. Range 0 to 1 minute.</value>
    public TimeSpan CheckoutWait { get; set; } = TimeSpan.FromSeconds(5);
}
