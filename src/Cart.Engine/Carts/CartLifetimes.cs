namespace Cart.Engine;

/// <summary>
/// How long carts live after their last change, in seconds. The expiry moves in steps of a hundredth of the shortest lifetime, so that of
/// many changes only the first in a step has to set it: a cart lives for its lifetime and up to one step more.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class CartLifetimes(CartOptions options)
{
    /// <summary>The lifetime of a cart with lines that belongs to nobody, in seconds.</summary>
    public long Guest { get; } = Seconds(options.TimeToLive);

    /// <summary>The longest lifetime of a cart whose guest has not come back yet, in seconds.</summary>
    public long NewGuest { get; } = Seconds(options.NewGuestTimeToLive);

    /// <summary>The lifetime of a cart with lines that belongs to a user, in seconds.</summary>
    public long User { get; } = Seconds(options.UserTimeToLive ?? options.TimeToLive);

    /// <summary>The lifetime of a cart without lines, in seconds.</summary>
    public long Empty { get; } = Seconds(options.EmptyTimeToLive ?? options.TimeToLive);

    /// <summary>The longest time that any cart can live after its last change, in seconds.</summary>
    public long Longest => Math.Max(Guest, Math.Max(User, Empty)) + Step;

    /// <summary>The step in which the expiry moves, in seconds; 1 or more.</summary>
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
