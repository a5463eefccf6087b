using Cart.Engine;

namespace Extensions;

/// <summary>Reminds a user of a cart that was left alone; nobody knows how to reach a guest.</summary>
public sealed class RemindOfCart(Mailbox mail) : ICartEventHandler<CartAbandoned>
{
    public async ValueTask HandleAsync(CartAbandoned cartEvent, CancellationToken cancellationToken = default)
    {
        if (cartEvent.Cart is { UserId: { } user, IsEmpty: false } cart)
        {
            await mail.AddAsync($"cart {cart.Id} {cartEvent.IdleSince:O}", user, $"{cart.Count} units wait in your cart.", cancellationToken);
        }
    }
}
