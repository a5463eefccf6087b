using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Ends a checkout: closes a cart that has become an order, and reopens one that has not. Any process may repeat every step at any time.
/// </summary>
internal sealed class CartCloser(ICartStore carts, IOrderStore orders, IOptions<CartOptions> options, ILogger<CartCloser> logger)
{
    /// <summary>
    /// Ends an attempt whose lease has run out. Lets the order store decide it for good, then closes the cart if it became an order and reopens it
    /// otherwise.
    /// </summary>
    /// <exception cref="CartUnavailableException">A store did not answer. The attempt stays as it was.</exception>
    public async Task SettleAsync(CartId id, long fence, CancellationToken cancellationToken = default)
    {
        var orderId = await orders.SettleAsync(id, fence, cancellationToken).ConfigureAwait(false);
        await FaultPoint.ReachAsync("checkout.settled").ConfigureAwait(false);
        if (orderId is { } placed)
        {
            var held = await carts.GetAsync(id, cancellationToken).ConfigureAwait(false);
            await CloseAsync(held, fence, placed, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await ThawAsync(id, fence, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reopens a cart whose attempt can never commit.</summary>
    public async Task ThawAsync(CartId id, long fence, CancellationToken cancellationToken = default) =>
        await carts.ApplyAsync(id, new ThawCheckout(fence), cancellationToken).ConfigureAwait(false);

    /// <summary>Closes a cart whose attempt was committed. A cart without an owner goes to the order's user.</summary>
    /// <param name="id">The cart.</param>
    /// <param name="fence">The fence of the attempt.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="userId">The user of the order; null for a guest's.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>True if the cart is closed; false if another attempt holds it, which will find the order.</returns>
    public async Task<bool> FinishAsync(CartId id, long fence, OrderId orderId, string? userId, CancellationToken cancellationToken = default)
    {
        var finish = new FinishCheckout(fence, orderId) { UserId = userId };
        var finished = await carts.ApplyAsync(id, finish, cancellationToken).ConfigureAwait(false);
        return finished.Status is CartStatus.Ok || await CloseRevivedAsync(id, orderId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes a cart that an attempt holds, with the order of another attempt of the same cart.</summary>
    public async Task CloseAsync(CartSnapshot held, long fence, OrderId orderId, CancellationToken cancellationToken = default)
    {
        if (held.State is not CartState.CheckingOut || held.Fence != fence)
        {
            return;
        }

        var order = await orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Order {orderId} is named by its cart but is not in the order store.");
        var successor = await MoveLeftoversAsync(held, order, cancellationToken).ConfigureAwait(false);
        var finish = new FinishCheckout(fence, orderId) { Successor = successor, UserId = order.UserId };
        await carts.ApplyAsync(held.Id, finish, cancellationToken).ConfigureAwait(false);
    }

    // The cart store lost its newest changes, so an ordered cart is open again and may have been changed since.
    private async Task<bool> CloseRevivedAsync(CartId id, OrderId orderId, CancellationToken cancellationToken)
    {
        logger.CartRevived(orderId);
        var begun = await carts.ApplyAsync(id, new BeginCheckout(options.Value.CheckoutLease), cancellationToken).ConfigureAwait(false);
        switch (begun)
        {
            case { Status: CartStatus.Ok, Snapshot: { } held }:
                await CloseAsync(held, held.Fence, orderId, cancellationToken).ConfigureAwait(false);
                return true;
            case { Status: CartStatus.CheckoutLapsed, Hold: { } hold }:
                await SettleAsync(id, hold.Fence, cancellationToken).ConfigureAwait(false);
                return true;
            default:
                return begun.Status is not CartStatus.CheckoutInProgress;
        }
    }

    // Lines added after the order move to a successor cart. Its id is derived from this cart's id, so it is as secret, and the same for any
    // process that moves them.
    private async Task<CartId?> MoveLeftoversAsync(CartSnapshot held, Order order, CancellationToken cancellationToken)
    {
        var successor = CartId.DeriveFrom($"{held.Id} after {order.Id}");
        var operation = OperationId.From($"leftovers of {order.Id} at {held.Fence}");
        CartResult added;
        do
        {
            // Compare with the successor's content at that version: another attempt may be moving the same lines.
            var moved = await carts.GetAsync(successor, cancellationToken).ConfigureAwait(false);
            var leftovers = Leftovers(held, order, moved);
            if (leftovers.Length == 0)
            {
                return moved.Exists ? successor : null;
            }

            var add = new AddLines(leftovers) { Operation = operation, ExpectedVersion = moved.Version };
            added = await carts.ApplyAsync(successor, add, cancellationToken).ConfigureAwait(false);
        }
        while (added.Status is CartStatus.VersionMismatch);

        if ((held.UserId ?? order.UserId) is { } user)
        {
            await carts.ApplyAsync(successor, new BindUser(user), cancellationToken).ConfigureAwait(false);
        }

        return successor;
    }

    // A cart that was revived more than once may have moved some of its leftovers already.
    private static CartLine[] Leftovers(CartSnapshot held, Order order, CartSnapshot moved)
    {
        return
        [
            .. from line in held.Lines
               let beyond = line.Quantity - QuantityIn(order.Lines, line.Key) - QuantityIn(moved.Lines, line.Key)
               where beyond > Quantity.Zero
               select line with { Quantity = beyond },
        ];

        static Quantity QuantityIn(ImmutableArray<CartLine> lines, LineKey key) =>
            lines.FirstOrDefault(line => line.Key == key)?.Quantity ?? Quantity.Zero;
    }
}
