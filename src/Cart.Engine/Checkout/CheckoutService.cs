using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Turns a cart into an order, exactly once: freeze the cart under a fence, price what was frozen, commit in the order store,
/// close the cart. The commit is the one moment at which the order comes to exist; everything before it can be taken back, and
/// everything after it can be finished by anyone.
/// </summary>
public sealed class CheckoutService(
    ICartStore carts,
    IOrderStore orders,
    CartPricer pricer,
    DiscountService discounts,
    IOptions<CartOptions> options,
    TimeProvider time,
    ILogger<CheckoutService> logger)
{
    // A try is spent on each lapsed attempt that was settled, and on each fence that the order store found too low.
    private const int MaxTries = 3;

    private static readonly TimeSpan ContendedRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Places the order of a cart. Once the cart is frozen, <paramref name="cancellationToken"/> no longer stops the checkout: a
    /// shopper who goes away does not leave it half done.
    /// </summary>
    /// <exception cref="CartUnavailableException">
    /// A store did not answer. If <see cref="CartUnavailableException.OutcomeUnknown"/>, repeating the checkout is safe and tells.
    /// </exception>
    public async Task<CheckoutResult> PlaceAsync(CartId id, CheckoutRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var minimumFence = 0L;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var begin = new BeginCheckout(options.Value.CheckoutLease) { MinimumFence = minimumFence, ExpectedVersion = request.ExpectedVersion };
            var begun = await carts.ApplyAsync(id, begin, cancellationToken).ConfigureAwait(false);
            switch (begun.Status)
            {
                case CartStatus.Ok:
                    var (result, refusedBelow) = await CommitAsync(begun.Snapshot!, request).ConfigureAwait(false);
                    if (result is not null)
                    {
                        return result;
                    }

                    minimumFence = refusedBelow;
                    break;
                case CartStatus.CheckoutLapsed:
                    await SettleAsync(id, begun.Hold!.Value.Fence, cancellationToken).ConfigureAwait(false);
                    break;
                case CartStatus.Ordered:
                    return await AlreadyPlacedAsync(begun.OrderId!.Value, cancellationToken).ConfigureAwait(false);
                case CartStatus.CartEmpty when begun.Version == 0:
                    // A cart that does not exist may have been ordered so long ago that its tombstone is gone.
                    var order = await orders.FindByCartAsync(id, cancellationToken).ConfigureAwait(false);
                    return order is null ? Refusal(begun) : new CheckoutResult { Status = CheckoutStatus.AlreadyPlaced, Order = order };
                default:
                    return Refusal(begun);
            }
        }

        return new CheckoutResult { Status = CheckoutStatus.InProgress, RetryAfter = ContendedRetryAfter };
    }

    /// <summary>
    /// Ends an attempt whose lease has run out: asks the order store to decide it for ever, then closes the cart if it became an
    /// order and opens it again if not. Anyone may do this at any time, any number of times.
    /// </summary>
    /// <exception cref="CartUnavailableException">A store did not answer. The attempt stays as it was.</exception>
    public async Task SettleAsync(CartId id, long fence, CancellationToken cancellationToken = default)
    {
        var orderId = await orders.SettleAsync(id, fence, cancellationToken).ConfigureAwait(false);
        CartCommand end = orderId is { } placed ? new FinishCheckout(fence, placed) : new ThawCheckout(fence);
        await carts.ApplyAsync(id, end, cancellationToken).ConfigureAwait(false);
    }

    private static CheckoutResult Refusal(CartResult begun) => new()
    {
        Status = begun.Status switch
        {
            CartStatus.CartEmpty or CartStatus.CartNotFound => CheckoutStatus.CartEmpty,
            CartStatus.VersionMismatch => CheckoutStatus.VersionMismatch,
            CartStatus.CheckoutInProgress => CheckoutStatus.InProgress,
            CartStatus.Merged or CartStatus.MergeInProgress => CheckoutStatus.Merged,
            _ => throw new InvalidOperationException($"The cart store answered {begun.Status} to the begin of a checkout."),
        },
        Version = begun.Version,
        RetryAfter = begun.Hold?.Remaining,
    };

    private async Task<(CheckoutResult? Result, long RefusedBelow)> CommitAsync(CartSnapshot cart, CheckoutRequest request)
    {
        var (draft, refusal) = await DraftAsync(cart, request).ConfigureAwait(false);
        if (draft is null)
        {
            return (refusal, 0);
        }

        if (draft.Discount is { } code
            && await ReserveAsync(draft, code).ConfigureAwait(false) is { } problem)
        {
            return (await WithoutDiscountAsync(draft, problem).ConfigureAwait(false), 0);
        }

        switch (await PlaceAsync(draft).ConfigureAwait(false))
        {
            case Placement.Placed placed:
                await FinishAsync(cart, draft.Id).ConfigureAwait(false);
                return (new CheckoutResult { Status = CheckoutStatus.Placed, Order = draft.ToOrder(placed.PlacedAt), Version = cart.Version }, 0);
            case Placement.AlreadyPlaced already:
                await FinishAsync(cart, already.OrderId).ConfigureAwait(false);
                return (await AlreadyPlacedAsync(already.OrderId, CancellationToken.None).ConfigureAwait(false), 0);
            case Placement.DiscountRefused refused:
                return (await WithoutDiscountAsync(draft, refused.Problem).ConfigureAwait(false), 0);
            case Placement.Fenced fenced:
                await ThawAsync(cart).ConfigureAwait(false);
                return (null, fenced.Fence + 1);
            case var other:
                throw new InvalidOperationException($"The order store answered {other}.");
        }
    }

    // The store that cannot be read now is asked again by the placement, and its failure handled there.
    private async Task<DiscountProblem?> ReserveAsync(OrderDraft draft, DiscountCode code)
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

    private async Task<CheckoutResult> WithoutDiscountAsync(OrderDraft draft, DiscountProblem problem)
    {
        await ThawAsync(draft.Cart).ConfigureAwait(false);
        var why = DiscountRefusal.Of(problem, draft.Discount!.Value.Text);
        return new CheckoutResult { Status = CheckoutStatus.InvalidDiscount, Version = draft.Cart.Version, Discount = why };
    }

    // Whatever goes wrong while the frozen cart is priced, the order store was not asked yet: the cart is opened again.
    private async Task<(OrderDraft? Draft, CheckoutResult? Refusal)> DraftAsync(CartSnapshot cart, CheckoutRequest request)
    {
        OrderDraft? draft = null;
        try
        {
            var pricing = pricer.Price(cart);
            var refusal = await RefusalAsync(pricing, request).ConfigureAwait(false);
            if (refusal is null)
            {
                var totals = await pricing.GetTotalsAsync(CancellationToken.None).ConfigureAwait(false);
                var discount = cart.DiscountCode is { } code ? DiscountCode.Parse(code) : (DiscountCode?)null;
                draft = new OrderDraft(OrderId.New(time), cart, totals!, pricing.PricedAt, discount);
            }

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

    private async Task<CheckoutResult?> RefusalAsync(CartPricing pricing, CheckoutRequest request)
    {
        var refusal = new CheckoutResult { Status = CheckoutStatus.TotalTooGreat, Version = pricing.Cart.Version };
        if (pricing.IsExact && pricing.Summary < options.Value.MinOrderAmount)
        {
            return refusal with { Status = CheckoutStatus.MinimumOrderNotMet, Summary = pricing.Summary };
        }

        if (await pricing.GetDiscountAsync(CancellationToken.None).ConfigureAwait(false) is { Refusal: { } why })
        {
            return refusal with { Status = CheckoutStatus.InvalidDiscount, Discount = why };
        }

        return await pricing.GetTotalsAsync(CancellationToken.None).ConfigureAwait(false) is not { } totals
            ? refusal
            : request.ExpectedTotal is { } expected && expected != totals.Total
                ? refusal with { Status = CheckoutStatus.ExpectedTotalMismatch, Totals = totals }
                : null;
    }

    // A commit whose outcome is unknown is settled at once: either the order exists, or from then on it never will.
    private async Task<Placement> PlaceAsync(OrderDraft draft)
    {
        Placement? placement = null;
        try
        {
            placement = await orders.PlaceAsync(draft, CancellationToken.None).ConfigureAwait(false);
            return placement;
        }
        catch (CartUnavailableException unavailable)
        {
            var orderId = unavailable.OutcomeUnknown
                ? await orders.SettleAsync(draft.Cart.Id, draft.Cart.Fence, CancellationToken.None).ConfigureAwait(false)
                : null;
            if (orderId is { } placed)
            {
                return new Placement.AlreadyPlaced(placed);
            }

            await ThawAsync(draft.Cart).ConfigureAwait(false);
            throw new CartUnavailableException("The order was not placed; the cart is open again.", outcomeUnknown: false, unavailable);
        }
        finally
        {
            if (draft.Discount is { } code)
            {
                await discounts.EndAsync(code, draft.Id, (placement as Placement.Placed)?.Uses).ConfigureAwait(false);
            }
        }
    }

    // The order exists, so a cart that cannot be closed now is no reason to fail: its next touch finds the order and closes it.
    private async Task FinishAsync(CartSnapshot cart, OrderId orderId)
    {
        try
        {
            var finished = await carts.ApplyAsync(cart.Id, new FinishCheckout(cart.Fence, orderId), CancellationToken.None).ConfigureAwait(false);
            if (finished.Status != CartStatus.Ok)
            {
                logger.CartLeftOpen(orderId, finished.Status);
            }
        }
        catch (CartUnavailableException unavailable)
        {
            logger.CartNotClosed(unavailable, orderId);
        }
    }

    private async Task ThawAsync(CartSnapshot cart) =>
        await carts.ApplyAsync(cart.Id, new ThawCheckout(cart.Fence), CancellationToken.None).ConfigureAwait(false);

    private async Task<CheckoutResult> AlreadyPlacedAsync(OrderId orderId, CancellationToken cancellationToken) => new()
    {
        Status = CheckoutStatus.AlreadyPlaced,
        Order = await orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Order {orderId} is named by its cart but is not in the order store."),
    };
}
