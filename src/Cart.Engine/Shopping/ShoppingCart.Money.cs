namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    /// <summary>Returns the sum of the lines, before discount, tax and shipping.</summary>
    /// <exception cref="TotalTooGreatException">It is more than can be counted exactly.</exception>
    public async ValueTask<decimal> SummaryAsync(CancellationToken cancellationToken = default)
    {
        var pricing = await PricingAsync(cancellationToken).ConfigureAwait(false);
        return pricing.IsExact ? pricing.Cart.Currency.Round(pricing.Summary) : throw new TotalTooGreatException();
    }

    /// <summary>Returns the tax, rounded to the currency.</summary>
    public async ValueTask<decimal> TaxAsync(CancellationToken cancellationToken = default) => _order is { } order
        ? order.Totals.Tax
        : await (await PricingAsync(cancellationToken).ConfigureAwait(false)).GetTaxAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the price of shipping, rounded to the currency: of the option that is selected, or else the calculator's own.</summary>
    public async ValueTask<decimal> ShippingAsync(CancellationToken cancellationToken = default) => _order is { } order
        ? order.Totals.Shipping
        : await (await PricingAsync(cancellationToken).ConfigureAwait(false)).GetShippingAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the ways to ship the cart.</summary>
    public async ValueTask<IReadOnlyList<ShippingOption>> ShippingOptionsAsync(CancellationToken cancellationToken = default) =>
        await (await PricingAsync(cancellationToken).ConfigureAwait(false)).GetShippingOptionsAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Returns what the discount takes off; 0 without one, and while it is not valid, which <see cref="WarningsAsync"/> explains.</summary>
    public async ValueTask<decimal> DiscountAmountAsync(CancellationToken cancellationToken = default)
    {
        if (_order is { } order)
        {
            return order.Totals.DiscountAmount;
        }

        var pricing = await PricingAsync(cancellationToken).ConfigureAwait(false);
        return await pricing.GetDiscountAmountAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the code of the first discount that is applied, as it is displayed; null for none.</summary>
    public async ValueTask<string?> DiscountCodeAsync(CancellationToken cancellationToken = default) =>
        (await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).DiscountCodes.FirstOrDefault();

    /// <summary>Returns what is to be paid: sum - discount + tax + shipping, never below zero.</summary>
    /// <exception cref="TotalTooGreatException">It is more than can be counted exactly.</exception>
    public async ValueTask<decimal> TotalAsync(CancellationToken cancellationToken = default) =>
        (await TotalsAsync(cancellationToken).ConfigureAwait(false)).Total;

    /// <summary>Returns all amounts of the cart.</summary>
    /// <exception cref="TotalTooGreatException">They are more than can be counted exactly.</exception>
    public async ValueTask<CartTotals> TotalsAsync(CancellationToken cancellationToken = default) => _order?.Totals
        ?? await (await PricingAsync(cancellationToken).ConfigureAwait(false)).GetTotalsAsync(cancellationToken).ConfigureAwait(false)
        ?? throw new TotalTooGreatException();

    /// <summary>Returns what the shopper should know though nothing was refused, such as a discount that is no longer valid.</summary>
    public async ValueTask<IReadOnlyList<CartWarning>> WarningsAsync(CancellationToken cancellationToken = default) => _order is not null
        ? []
        : await (await PricingAsync(cancellationToken).ConfigureAwait(false)).GetWarningsAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Applies a discount. No use of it is counted before the checkout.</summary>
    /// <param name="code">The code; blanks around it, and its case, do not matter.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The code as it is displayed.</returns>
    /// <exception cref="InvalidDiscountException">A discount is applied already, or this one is unknown or not valid.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task<string> ApplyDiscountAsync(string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        Refresh();
        var (result, refusal) = await _parts.Discounts.ApplyAsync(code, new ChangeTerms(), cancellationToken).ConfigureAwait(false);
        if (result is null)
        {
            throw new InvalidDiscountException(refusal!);
        }

        Accept(Show(result), null);
        return result.Snapshot!.DiscountCodes[^1];
    }

    /// <summary>Takes the discount off; fine when there is none.</summary>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task RemoveDiscountAsync(CancellationToken cancellationToken = default) =>
        Accept(await ApplyAsync(new RemoveDiscount(), cancellationToken).ConfigureAwait(false), null);

    /// <summary>Selects one of the <see cref="ShippingOptionsAsync"/>; its price is then the price of shipping.</summary>
    /// <param name="optionId">The option's id; null selects none.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <exception cref="ShippingOptionNotFoundException">There is no such option for this cart.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task SelectShippingAsync(string? optionId, CancellationToken cancellationToken = default)
    {
        if (optionId is not null)
        {
            Refresh();
            var offered = await ShippingOptionsAsync(cancellationToken).ConfigureAwait(false);
            if (offered.All(option => option.Id != optionId))
            {
                throw new ShippingOptionNotFoundException($"There is no shipping option '{optionId}' for this cart.");
            }
        }

        Accept(await ApplyAsync(new SelectShipping(optionId), cancellationToken).ConfigureAwait(false), null);
    }
}
