using Cart.Engine;

namespace Extensions;

/// <summary>Thanks a user for an order. The id of the order makes a repeat the same mail.</summary>
public sealed class ThankForOrder(Mailbox mail) : ICartEventHandler<CartCheckedOut>
{
    public async ValueTask HandleAsync(CartCheckedOut cartEvent, CancellationToken cancellationToken = default)
    {
        if (cartEvent.Order is { UserId: { } user } order)
        {
            await mail.AddAsync($"order {order.Id}", user, $"Thank you. {order.Totals.Total} to pay.", cancellationToken);
        }
    }
}
