using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Checks and prices a frozen cart and makes the draft of its order, or says why it cannot be ordered. The host's catalog and stock checker
/// have half the lease to answer, so they cannot outlive it.
/// </summary>
public sealed class DraftWriter(CartPricer pricer, CheckoutRequirements requirements, IOptions<CartOptions> options, TimeProvider time)
{
    /// <summary>Returns the draft, or the refusal.</summary>
    /// <exception cref="CartUnavailableException">The catalog and the stock checker took more than half the lease.</exception>
    public async Task<(OrderDraft? Draft, CheckoutResult? Refusal)> WriteAsync(CartSnapshot cart, CheckoutRequest request)
    {
        ArgumentNullException.ThrowIfNull(cart);
        ArgumentNullException.ThrowIfNull(request);
        IReadOnlyDictionary<ProductKey, Product>? products = null;
        ImmutableArray<CheckoutProblem> problems = [];
        if (requirements.AsksHost)
        {
            (products, problems) = await AskHostAsync(cart).ConfigureAwait(false);
        }

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

    private async Task<(IReadOnlyDictionary<ProductKey, Product>? Products, ImmutableArray<CheckoutProblem> Problems)> AskHostAsync(CartSnapshot cart)
    {
        var limit = options.Value.CheckoutLease / 2;
        using var stop = new CancellationTokenSource(limit, time);
        try
        {
            // A catalog or a checker may ignore its token: it is not waited for either.
            return await AskAsync(stop.Token).WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (stop.IsCancellationRequested)
        {
            throw new CartUnavailableException(
                $"The catalog and the stock checker took more than {limit.TotalSeconds:0.###} s. Nothing was ordered; the cart is open again.",
                outcomeUnknown: false,
                late);
        }

        async Task<(IReadOnlyDictionary<ProductKey, Product>?, ImmutableArray<CheckoutProblem>)> AskAsync(CancellationToken cancellationToken)
        {
            var products = await requirements.FindProductsAsync(cart, cancellationToken).ConfigureAwait(false);
            return (products, await requirements.CheckLinesAsync(cart, products, cancellationToken).ConfigureAwait(false));
        }
    }
}
