using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Prices a frozen cart and makes the draft of its order, or says why it cannot be ordered.</summary>
public sealed class DraftWriter(
    CartPricer pricer, IOptions<CartOptions> options, TimeProvider time, ILogger<DraftWriter> logger, IProductCatalog? catalog = null)
{
    /// <summary>Returns the draft, or the refusal.</summary>
    public async Task<(OrderDraft? Draft, CheckoutResult? Refusal)> WriteAsync(CartSnapshot cart, CheckoutRequest request)
    {
        ArgumentNullException.ThrowIfNull(cart);
        ArgumentNullException.ThrowIfNull(request);
        var pricing = pricer.Price(cart);
        if (await RefusalAsync(pricing, request).ConfigureAwait(false) is { } refusal)
        {
            return (null, refusal);
        }

        var totals = await pricing.GetTotalsAsync(CancellationToken.None).ConfigureAwait(false);
        var discount = cart.DiscountCode is { } code ? DiscountCode.Parse(code) : (DiscountCode?)null;
        var draft = new OrderDraft(OrderId.New(time), cart, totals!, pricing.PricedAt, discount)
        {
            Details = new OrderDetails
            {
                Names = await NamesAsync(cart).ConfigureAwait(false),
                ShippingOption = await pricing.GetShippingOptionAsync(CancellationToken.None).ConfigureAwait(false) is { } option
                    ? option with { Price = cart.Currency.Round(option.Price) }
                    : null,
            },
            Operation = CheckoutOperation.Of(request),
        };
        return (draft, null);
    }

    // A catalog that does not answer costs the order its names, not the shop its order.
    private async ValueTask<IReadOnlyDictionary<ProductKey, string>> NamesAsync(CartSnapshot cart)
    {
        if (catalog is null)
        {
            return OrderDetails.None.Names;
        }

        try
        {
            var products = await catalog.FindAllAsync(cart.Lines.Select(static line => line.Product), CancellationToken.None).ConfigureAwait(false);
            return products.ToImmutableDictionary(static product => product.Key, static product => product.Value.Name);
        }
        catch (Exception fault)
        {
            logger.OrderWithoutNames(fault);
            return OrderDetails.None.Names;
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
}
