using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Checks and prices a frozen cart and makes the draft of its order, or says why it cannot be ordered. What the host's catalog, stock checker
/// and calculators take is limited to half the lease, so they cannot outlive it.
/// </summary>
public sealed class DraftWriter(CartPricer pricer, CheckoutRequirements requirements, IOptions<CartOptions> options, TimeProvider time)
{
    /// <summary>Returns the draft, or the refusal.</summary>
    /// <exception cref="CartUnavailableException">The host's own code took more than half the lease.</exception>
    public async Task<(OrderDraft? Draft, CheckoutResult? Refusal)> WriteAsync(CartSnapshot cart, CheckoutRequest request)
    {
        ArgumentNullException.ThrowIfNull(cart);
        ArgumentNullException.ThrowIfNull(request);
        var limit = options.Value.CheckoutLease / 2;
        using var stop = new CancellationTokenSource(limit, time);
        try
        {
            // Calculators get no token, as ever, and a catalog may ignore its own: none of them is waited for longer.
            return await ComposeAsync(cart, request, stop.Token).WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (stop.IsCancellationRequested)
        {
            throw new CartUnavailableException(
                $"Checking and pricing the cart took more than {limit.TotalSeconds:0.###} s. Nothing was ordered; the cart is open again.",
                outcomeUnknown: false,
                late);
        }
    }

    private async Task<(OrderDraft? Draft, CheckoutResult? Refusal)> ComposeAsync(
        CartSnapshot cart, CheckoutRequest request, CancellationToken cancellationToken)
    {
        var products = await requirements.FindProductsAsync(cart, cancellationToken).ConfigureAwait(false);
        var problems = await requirements.CheckLinesAsync(cart, products, cancellationToken).ConfigureAwait(false);
        await FaultPoint.ReachAsync("checkout.checked").ConfigureAwait(false);
        var pricing = pricer.Price(cart);
        problems = problems.AddRange(await requirements.CheckAmountsAsync(pricing, CancellationToken.None).ConfigureAwait(false));
        if (!problems.IsEmpty)
        {
            return (null, CheckoutResult.Of(problems, cart.Version));
        }

        var totals = (await pricing.GetTotalsAsync(CancellationToken.None).ConfigureAwait(false))!;
        if (request.ExpectedTotal is { } expected && expected != totals.Total)
        {
            return (null, new CheckoutResult { Status = CheckoutStatus.ExpectedTotalMismatch, Version = cart.Version, Totals = totals });
        }

        var discount = cart.DiscountCode is { } code ? DiscountCode.Parse(code) : (DiscountCode?)null;
        var option = await pricing.GetShippingOptionAsync(CancellationToken.None).ConfigureAwait(false);
        var draft = new OrderDraft(OrderId.New(time), cart, totals, pricing.PricedAt, discount)
        {
            Details = new OrderDetails
            {
                Names = products?.ToImmutableDictionary(static product => product.Key, static product => product.Value.Name) ?? OrderDetails.None.Names,
                ShippingOption = option is null ? null : option with { Price = cart.Currency.Round(option.Price) },
            },
            Operation = CheckoutOperation.Of(request),
        };
        return (draft, null);
    }
}
