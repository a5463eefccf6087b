namespace Cart.Engine;

/// <summary>
/// A cart with lines was left alone for as long as <see cref="AbandonmentOptions.IdleFor"/> says. Told once, whichever process notices, and
/// again only after a change that was followed by another such time; told not at all if the process dies in between.
/// </summary>
/// <param name="Cart">The cart as it is. It may change at any moment: a shopper comes back.</param>
/// <param name="IdleSince">When the cart was last changed, to the second.</param>
public sealed record CartAbandoned(CartSnapshot Cart, DateTimeOffset IdleSince) : CartEvent;
