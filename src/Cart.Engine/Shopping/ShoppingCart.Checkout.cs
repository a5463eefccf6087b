namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    /// <summary>Returns why the cart cannot be checked out now; null if it can. The checkout itself checks again.</summary>
    public async ValueTask<CartError?> FindCheckoutErrorAsync(CancellationToken cancellationToken = default)
    {
        if (_order is not null)
        {
            return null;
        }

        var pricing = await PricingAsync(cancellationToken).ConfigureAwait(false);
        if (pricing.Cart.IsEmpty)
        {
            return CartErrors.CartEmpty;
        }

        var products = await _parts.Requirements.FindProductsAsync(pricing.Cart, cancellationToken).ConfigureAwait(false);
        var problems = await _parts.Requirements.CheckLinesAsync(pricing.Cart, products, cancellationToken).ConfigureAwait(false);
        problems = problems.AddRange(await _parts.Requirements.CheckAmountsAsync(pricing, cancellationToken).ConfigureAwait(false));
        return problems.IsEmpty ? null : CartErrors.Of(problems);
    }

    /// <summary>Places the order of the cart, once. Every retry returns the same order.</summary>
    /// <param name="request">What the shopper has seen of the cart; null skips that check.</param>
    /// <param name="cancellationToken">Stops the checkout before the cart is frozen; after that it runs to its end.</param>
    /// <exception cref="CartRefusedException">The cart has no lines.</exception>
    /// <exception cref="MinimumOrderNotMetException">The cart is worth less than the minimum order amount.</exception>
    /// <exception cref="InvalidDiscountException">The discount on the cart is no longer valid; it stays until it is removed.</exception>
    /// <exception cref="InsufficientStockException">Lines exceed the stock; the message lists all of them.</exception>
    /// <exception cref="CartRefusedException">A product is gone, or a price has changed and the host refuses that.</exception>
    /// <exception cref="CartRefusedException">The total is too large to compute exactly.</exception>
    /// <exception cref="CartRefusedException">Another checkout holds the cart, or the cart differs from what the shopper has seen.</exception>
    /// <exception cref="CartUnavailableException">A store did not answer; a retry is safe and returns the outcome.</exception>
    public async Task<Order> CheckoutAsync(CheckoutRequest? request = null, CancellationToken cancellationToken = default)
    {
        var result = await TryCheckoutAsync(request, cancellationToken).ConfigureAwait(false);
        return result.Order ?? throw result.Error!.ToException();
    }

    /// <summary>Places the order of the cart, once, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; a retry is safe and returns the outcome.</exception>
    /// <inheritdoc cref="CheckoutAsync" path="/param"/>
    public async Task<CheckoutResult> TryCheckoutAsync(CheckoutRequest? request = null, CancellationToken cancellationToken = default)
    {
        if (_order is { } placed)
        {
            return new CheckoutResult { Order = placed, WasPlacedBefore = true };
        }

        Refresh();
        var result = await _parts.Checkout.PlaceAsync(request, cancellationToken).ConfigureAwait(false);
        if (result.Order is { } order)
        {
            (_order, _pricing) = (order, _parts.Pricer.Price(order.ToCart()));
        }

        return result;
    }
}
