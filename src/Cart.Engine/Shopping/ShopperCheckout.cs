namespace Cart.Engine;

/// <summary>
/// Checks out the shopper's cart. A retry under the idempotency key of an earlier checkout gets the order of that checkout, whatever cart the
/// shopper has by now. Refusals are statuses. For use within one request.
/// </summary>
public sealed class ShopperCheckout(CurrentCart current, CartEngine engine, ShopperOrders orders)
{
    /// <summary>Places the order of the shopper's cart, once; every retry gets the same order.</summary>
    /// <param name="request">What the shopper has seen; null for whatever it is.</param>
    /// <param name="cancellationToken">Stops the checkout before the cart is frozen; after that it runs to its end.</param>
    /// <exception cref="CartUnavailableException">A store did not answer; a retry under the same key is safe.</exception>
    public async Task<CheckoutResult> PlaceAsync(CheckoutRequest? request = null, CancellationToken cancellationToken = default)
    {
        // The cart is found before the key is looked up: if the cart of an earlier request was ordered in between, the key is known by then.
        var asked = request ?? new CheckoutRequest();
        var cart = await current.FindForCheckoutAsync(cancellationToken).ConfigureAwait(false);
        if (await orders.FindRetriedAsync(asked, cart, cancellationToken).ConfigureAwait(false) is { } retried)
        {
            return retried;
        }

        if (cart is not { } id)
        {
            return new CheckoutResult { Status = CheckoutStatus.CartEmpty };
        }

        var result = await engine.CheckoutAsync(id, asked with { Shopper = current.Shopper }, cancellationToken).ConfigureAwait(false);
        if (result.Status is CheckoutStatus.Placed)
        {
            await current.EndAsync(id, CancellationToken.None).ConfigureAwait(false);
        }

        return result;
    }
}
