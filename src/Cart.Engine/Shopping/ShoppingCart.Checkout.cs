namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    /// <summary>Tells whether the cart could be checked out as it is now. The checkout itself decides anew.</summary>
    public async ValueTask<CheckoutReadiness> CanCheckoutAsync(CancellationToken cancellationToken = default)
    {
        if (_order is not null)
        {
            return new CheckoutReadiness(true, "", "");
        }

        var pricing = await PricingAsync(cancellationToken).ConfigureAwait(false);
        if (pricing.Cart.IsEmpty)
        {
            return new CheckoutReadiness(false, "cart_empty", "Cart is empty.");
        }

        var products = await _parts.Requirements.FindProductsAsync(pricing.Cart, cancellationToken).ConfigureAwait(false);
        var problems = await _parts.Requirements.CheckLinesAsync(pricing.Cart, products, cancellationToken).ConfigureAwait(false);
        problems = problems.AddRange(await _parts.Requirements.CheckAmountsAsync(pricing, cancellationToken).ConfigureAwait(false));
        return problems is [var first, ..]
            ? new CheckoutReadiness(false, first.Code, first.Message) { Problems = problems }
            : new CheckoutReadiness(true, "", "");
    }

    /// <summary>Places the order of the cart, once: every repeat answers the same order.</summary>
    /// <param name="request">What the shopper has seen; null for whatever it is.</param>
    /// <param name="cancellationToken">Stops the checkout before the cart is frozen; after that it runs to its end.</param>
    /// <exception cref="CartEmptyException">The cart has no lines.</exception>
    /// <exception cref="MinimumOrderNotMetException">The cart is worth less than the minimum of an order.</exception>
    /// <exception cref="InvalidDiscountException">The discount on the cart is not valid any more; it stays until it is removed.</exception>
    /// <exception cref="InsufficientStockException">Lines exceed the stock; the message names all of them.</exception>
    /// <exception cref="CheckoutRefusedException">A product is gone, or a price has changed where the host refuses that.</exception>
    /// <exception cref="TotalTooGreatException">The cart costs more than can be counted exactly.</exception>
    /// <exception cref="CartRefusedException">Another checkout holds the cart, or it is not as the shopper has seen it.</exception>
    /// <exception cref="CartUnavailableException">A store did not answer; a repeat is safe and tells what became of it.</exception>
    public async Task<Order> CheckoutAsync(CheckoutRequest? request = null, CancellationToken cancellationToken = default)
    {
        var result = await TryCheckoutAsync(request, cancellationToken).ConfigureAwait(false);
        return result.Order ?? throw result.Refusal!;
    }

    /// <summary>Places the order of the cart, once, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; a repeat is safe and tells what became of it.</exception>
    /// <inheritdoc cref="CheckoutAsync" path="/param"/>
    public async Task<CheckoutResult> TryCheckoutAsync(CheckoutRequest? request = null, CancellationToken cancellationToken = default)
    {
        if (_order is { } placed)
        {
            return new CheckoutResult { Status = CheckoutStatus.AlreadyPlaced, Order = placed };
        }

        Refresh();
        var result = await _parts.Checkout.PlaceAsync(request, cancellationToken).ConfigureAwait(false);
        if (result.Order is { } order)
        {
            (_order, _pricing) = (order, _parts.Pricer.Price(order.ToCart()));
            return result;
        }

        return result with { Refusal = RefusalOf(result) };
    }

    private CartException RefusalOf(CheckoutResult result) => result.Status switch
    {
        CheckoutStatus.CartEmpty => new CartEmptyException("Cart is empty."),
        CheckoutStatus.MinimumOrderNotMet => new MinimumOrderNotMetException(
            $"Cart total {Money(result.Summary!.Value)} is below the minimum order amount of {Money(_parts.Options.MinOrderAmount ?? 0)}."),
        CheckoutStatus.InsufficientStock => new InsufficientStockException(
            string.Join(' ', result.Problems.Where(static problem => problem.Status is CheckoutStatus.InsufficientStock).Select(static problem => problem.Message))),
        CheckoutStatus.ProductGone or CheckoutStatus.PriceChanged => new CheckoutRefusedException(result.Problems),
        CheckoutStatus.InvalidDiscount => new InvalidDiscountException(result.Discount!),
        CheckoutStatus.TotalTooGreat => new TotalTooGreatException(),
        CheckoutStatus.ExpectedTotalMismatch => new ExpectedTotalMismatchException(result.Totals!),
        CheckoutStatus.VersionMismatch => new CartRefusedException(CartStatus.VersionMismatch),
        CheckoutStatus.Merged => new CartRefusedException(CartStatus.Merged),
        CheckoutStatus.OperationReused => new CartRefusedException(CartStatus.OperationReused),
        _ => new CartRefusedException(CartStatus.CheckoutInProgress, result.RetryAfter),
    };
}
