using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Turns a cart into an order, exactly once: freezes the cart under a fence, prices it, reserves a use of its discount, commits in the order
/// store, closes the cart. The order exists from the commit on. Everything before it can be undone; any process can finish everything after it.
/// </summary>
internal sealed class CheckoutService(
    ICartStore carts,
    IOrderStore orders,
    CartCloser closer,
    DraftWriter drafts,
    DiscountService discounts,
    CartEvents events,
    OrderRelay relay,
    IOptions<CartOptions> options,
    TimeProvider time,
    ILogger<CheckoutService> logger)
{
    // One try for each lapsed attempt that was settled, and one for each fence that was too low for the order store.
    private const int MaxTries = 3;

    /// <summary>
    /// Places the order of a cart. If another checkout of the cart is running, waits up to <see cref="CartOptions.CheckoutWait"/> for its outcome.
    /// Once the cart is frozen, <paramref name="cancellationToken"/> no longer stops the checkout, so a shopper who leaves does not leave it
    /// half done.
    /// </summary>
    /// <exception cref="CartUnavailableException">
    /// A store did not answer. If <see cref="CartUnavailableException.OutcomeUnknown"/>, a retry is safe and returns the outcome.
    /// </exception>
    public async Task<CheckoutResult> PlaceAsync(CartId id, CheckoutRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var waiting = new CheckoutWaiting(options.Value.CheckoutWait, time);
        while (true)
        {
            var result = await TryPlaceAsync(id, request, cancellationToken).ConfigureAwait(false);
            if (!result.IsInProgress || !await waiting.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                return result;
            }
        }
    }

    // A waiting request holds no slot of the order store.
    private async Task<CheckoutResult> TryPlaceAsync(CartId id, CheckoutRequest request, CancellationToken cancellationToken)
    {
        using var room = await orders.AdmitAsync(cancellationToken).ConfigureAwait(false);
        await FaultPoint.ReachAsync("checkout.admitted").ConfigureAwait(false);
        var minimumFence = 0L;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var begin = new BeginCheckout(options.Value.CheckoutLease)
            {
                MinimumFence = minimumFence,
                ExpectedVersion = request.ExpectedVersion,
                Operation = request.Operation,
                OperationContent = request.Content,
                Shopper = request.Shopper,
                MustBelong = request.MustBelong,
            };
            var begun = await carts.ApplyAsync(id, begin, cancellationToken).ConfigureAwait(false);
            switch (begun.Status)
            {
                case CartStatus.Ok:
                    // The order belongs to the user. The cart gets its owner only when it is closed, so a refusal leaves it a guest's.
                    var frozen = begun.Snapshot! with { UserId = begun.Snapshot.UserId ?? request.Shopper?.UserId };
                    var (result, refusedBelow) = await CommitAsync(frozen, request).ConfigureAwait(false);
                    if (result is not null)
                    {
                        return result;
                    }

                    minimumFence = refusedBelow;
                    break;
                case CartStatus.CheckoutLapsed:
                    await closer.SettleAsync(id, begun.Hold!.Value.Fence, cancellationToken).ConfigureAwait(false);
                    break;
                case CartStatus.Ordered:
                    var placed = await AlreadyPlacedAsync(begun.OrderId!.Value, request, cancellationToken).ConfigureAwait(false);
                    return begun.Replayed ? placed with { Replayed = true } : placed;
                case CartStatus.CartEmpty when begun.Version == 0:
                    // A cart that does not exist may have been ordered so long ago that its tombstone has expired.
                    var order = await orders.FindByCartAsync(id, cancellationToken).ConfigureAwait(false);
                    return order is null ? CheckoutResult.Refused(begun) : await AnsweredAsync(order, request, cancellationToken).ConfigureAwait(false);
                default:
                    return CheckoutResult.Refused(begun);
            }
        }

        return new CheckoutResult { Error = CartErrors.CheckoutInProgress };
    }

    private async Task<(CheckoutResult? Result, long RefusedBelow)> CommitAsync(CartSnapshot cart, CheckoutRequest request)
    {
        await FaultPoint.ReachAsync("checkout.begun").ConfigureAwait(false);
        var (draft, refusal) = await DraftAsync(cart, request).ConfigureAwait(false);
        if (draft is null)
        {
            return (refusal, 0);
        }

        await FaultPoint.ReachAsync("checkout.priced").ConfigureAwait(false);
        foreach (var code in draft.Discounts)
        {
            if (await ReserveAsync(draft, code).ConfigureAwait(false) is { } problem)
            {
                return (await WithoutDiscountAsync(draft, code, problem).ConfigureAwait(false), 0);
            }
        }

        await FaultPoint.ReachAsync("checkout.reserved").ConfigureAwait(false);
        var placement = await PlaceAsync(draft).ConfigureAwait(false);
        await FaultPoint.ReachAsync("checkout.committed").ConfigureAwait(false);
        return await AnswerAsync(draft, placement, request).ConfigureAwait(false);
    }

    private async Task<(CheckoutResult? Result, long RefusedBelow)> AnswerAsync(
        OrderDraft draft, Placement placement, CheckoutRequest request)
    {
        switch (placement)
        {
            case Placement.Placed placed:
                var order = draft.ToOrder(placed.PlacedAt);
                await FinishAsync(draft, order, placed.Uses).ConfigureAwait(false);
                return (new CheckoutResult { Order = order, Version = draft.Cart.Version }, 0);
            case Placement.AlreadyPlaced already:
                await discounts.EndAsync(draft, []).ConfigureAwait(false);
                await CloseAsync(draft.Cart, already.OrderId).ConfigureAwait(false);
                return (await AlreadyPlacedAsync(already.OrderId, request, CancellationToken.None).ConfigureAwait(false), 0);
            case Placement.DiscountRefused refused:
                foreach (var code in draft.Discounts)
                {
                    await discounts.CorrectAsync(code, draft.Id).ConfigureAwait(false);
                }

                return (await WithoutDiscountAsync(draft, draft.Discounts[0], refused.Error).ConfigureAwait(false), 0);
            case Placement.Fenced fenced:
                await discounts.EndAsync(draft, []).ConfigureAwait(false);
                await ThawAsync(draft.Cart).ConfigureAwait(false);
                return (null, fenced.Fence + 1);
            default:
                throw new InvalidOperationException($"The order store answered {placement}.");
        }
    }

    // If pricing fails, the order store was not asked yet, so the cart is reopened.
    private async Task<(OrderDraft? Draft, CheckoutResult? Refusal)> DraftAsync(CartSnapshot cart, CheckoutRequest request)
    {
        OrderDraft? draft = null;
        try
        {
            (draft, var refusal) = await drafts.WriteAsync(cart, request).ConfigureAwait(false);
            return (draft, refusal);
        }
        finally
        {
            if (draft is null)
            {
                await ThawAsync(cart).ConfigureAwait(false);
            }
        }
    }

    // If the store fails here, the placement asks it again and handles the failure.
    private async Task<CartError?> ReserveAsync(OrderDraft draft, DiscountCode code)
    {
        try
        {
            return await discounts.ReserveAsync(code, draft.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CartUnavailableException)
        {
            return null;
        }
    }

    private async Task<CheckoutResult> WithoutDiscountAsync(OrderDraft draft, DiscountCode code, CartError problem)
    {
        await ThawAsync(draft.Cart).ConfigureAwait(false);
        var reason = CheckoutRequirements.AtCheckout(problem with { DiscountCode = code.Text });
        return CheckoutResult.Of([reason], draft.Cart.Version);
    }

    // Settle a commit with an unknown outcome at once: either the order exists, or it never will.
    private async Task<Placement> PlaceAsync(OrderDraft draft)
    {
        try
        {
            return await orders.PlaceAsync(draft, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            if (fault is not CartUnavailableException { OutcomeUnknown: false }
                && await SettleAsync(draft.Cart, fault).ConfigureAwait(false) is { } placed)
            {
                return new Placement.AlreadyPlaced(placed);
            }

            await discounts.EndAsync(draft, []).ConfigureAwait(false);
            await ThawAsync(draft.Cart).ConfigureAwait(false);
            if (fault is not CartUnavailableException)
            {
                throw;
            }

            throw new CartUnavailableException("The order was not placed; the cart is open again.", outcomeUnknown: false, fault);
        }
    }

    private async Task<OrderId?> SettleAsync(CartSnapshot cart, Exception fault)
    {
        try
        {
            return await orders.SettleAsync(cart.Id, cart.Fence, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CartUnavailableException)
        {
            throw new CartUnavailableException(
                "It is not known whether the order was placed; the cart is held until that is found out.", outcomeUnknown: true, fault);
        }
    }

    // The order exists, so no failure from here on fails the request: the outbox keeps the remaining work.
    private async Task FinishAsync(OrderDraft draft, Order order, ImmutableArray<DiscountUses> uses)
    {
        try
        {
            var closed = await closer.FinishAsync(order.CartId, draft.Cart.Fence, order.Id, order.UserId, CancellationToken.None).ConfigureAwait(false);
            await FaultPoint.ReachAsync("checkout.finished").ConfigureAwait(false);
            var confirmed = await discounts.EndAsync(draft, uses).ConfigureAwait(false);
            await FaultPoint.ReachAsync("checkout.confirmed").ConfigureAwait(false);

            // Handlers are notified of the order even if the shopper leaves now.
            var told = await events.PublishAsync(new CartCheckedOut(order.ToCart(), order), CancellationToken.None).ConfigureAwait(false);
            if (closed && confirmed && told)
            {
                relay.Announce(order);
            }
        }
        catch (CartUnavailableException unavailable)
        {
            logger.CartNotClosed(unavailable, order.Id);
        }
    }

    private async Task CloseAsync(CartSnapshot cart, OrderId orderId)
    {
        try
        {
            await closer.CloseAsync(cart, cart.Fence, orderId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CartUnavailableException unavailable)
        {
            logger.CartNotClosed(unavailable, orderId);
        }
    }

    private Task ThawAsync(CartSnapshot cart) => closer.ThawAsync(cart.Id, cart.Fence, CancellationToken.None);

    private async Task<CheckoutResult> AlreadyPlacedAsync(OrderId orderId, CheckoutRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var order = await orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"Order {orderId} is named by its cart but is not in the order store.");
            return await AnsweredAsync(order, request, cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException unavailable)
        {
            // This attempt itself may have placed the order.
            throw new CartUnavailableException("The order is placed but could not be read; a repeat answers it.", outcomeUnknown: true, unavailable);
        }
    }

    // Bind the key of a second click to this order, so that a retry never buys the next cart.
    private async ValueTask<CheckoutResult> AnsweredAsync(Order order, CheckoutRequest request, CancellationToken cancellationToken)
    {
        var result = CheckoutResult.Of(order, request);
        if (result is { WasPlacedBefore: true, Replayed: false } && CheckoutOperation.Of(request) is { } operation)
        {
            await orders.RememberKeyAsync(order.Id, operation.Key, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }
}
