using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Computes the prices of carts, with the host's calculators and the discounts.</summary>
/// <param name="discounts">The discounts; created for a cart that has one.</param>
/// <param name="tax">The tax calculator.</param>
/// <param name="shipping">The shipping calculator.</param>
/// <param name="time">The clock.</param>
/// <param name="options">The options, which say which differences from the catalog cause warnings.</param>
/// <param name="products">The products that lines are compared with.</param>
internal sealed class CartPricer(
    Lazy<DiscountService> discounts,
    ITaxCalculator tax,
    IShippingCalculator shipping,
    TimeProvider time,
    IOptions<CartOptions> options,
    ShopProducts products)
{
    /// <summary>Starts the pricing of a cart at the current time. Nothing is computed yet.</summary>
    public CartPricing Price(CartSnapshot cart) => new(cart, time.GetUtcNow(), discounts, tax, shipping, products, options.Value);
}

/// <summary>
/// Represents the prices of one snapshot of a cart. Each part is computed on demand and once; each calculator is called at most once.
/// Not thread-safe.
/// </summary>
internal sealed class CartPricing
{
    private readonly Lazy<DiscountService> _discounts;
    private readonly ITaxCalculator _tax;
    private readonly IShippingCalculator _shipping;
    private readonly ShopProducts _products;
    private readonly CartOptions _settings;
    private ImmutableArray<AppliedDiscount> _applied;
    private (CartTotals? Value, bool IsKnown) _totals;
    private decimal? _taxAmount;
    private decimal? _shippingAmount;
    private IReadOnlyList<ShippingOption>? _options;

    internal CartPricing(
        CartSnapshot cart, DateTimeOffset pricedAt, Lazy<DiscountService> discounts, ITaxCalculator tax, IShippingCalculator shipping,
        ShopProducts products, CartOptions settings)
    {
        (_products, _settings) = (products, settings);
        (Cart, PricedAt) = (cart, pricedAt);
        (_discounts, _tax, _shipping) = (discounts, tax, shipping);
        IsExact = CartTotals.TrySum(cart, out var summary);
        Summary = summary;
    }

    /// <summary>Gets the cart that is priced.</summary>
    public CartSnapshot Cart { get; }

    /// <summary>Gets the time at which the discount is checked.</summary>
    public DateTimeOffset PricedAt { get; }

    /// <summary>Gets whether the sum of the lines is exact. If not, there are no totals.</summary>
    public bool IsExact { get; }

    /// <summary>Gets the sum of the lines; a partial sum if it is not <see cref="IsExact"/>.</summary>
    public decimal Summary { get; }

    /// <summary>Returns the discounts on the cart, checked at the time of pricing. Together they never exceed the sum.</summary>
    public async ValueTask<ImmutableArray<AppliedDiscount>> GetDiscountsAsync(CancellationToken cancellationToken = default)
    {
        if (!_applied.IsDefault)
        {
            return _applied;
        }

        if (Cart.DiscountCodes.IsEmpty)
        {
            return _applied = [];
        }

        var applied = ImmutableArray.CreateBuilder<AppliedDiscount>(Cart.DiscountCodes.Length);
        var left = Summary;
        foreach (var code in Cart.DiscountCodes)
        {
            var discount = await _discounts.Value.JudgeAsync(code, Summary, Cart.Currency, Cart.UserId, PricedAt, cancellationToken).ConfigureAwait(false);
            applied.Add(discount.Amount <= left ? discount : discount with { Amount = left });
            left -= applied[^1].Amount;
        }

        return _applied = applied.MoveToImmutable();
    }

    /// <summary>Returns the sum of all discounts.</summary>
    public async ValueTask<decimal> GetDiscountAmountAsync(CancellationToken cancellationToken = default)
    {
        var sum = 0m;
        foreach (var discount in await GetDiscountsAsync(cancellationToken).ConfigureAwait(false))
        {
            sum += discount.Amount;
        }

        return Cart.Currency.Round(sum);
    }

    /// <summary>Returns the tax.</summary>
    public async ValueTask<decimal> GetTaxAsync(CancellationToken cancellationToken = default) => _taxAmount ??= Cart.Currency.Round(
        Cart.IsEmpty && !_tax.ChargesEmptyCarts ? 0 : await _tax.CalculateAsync(await ContextAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));

    /// <summary>Returns the price of shipping: that of the selected option, if it is still offered.</summary>
    public async ValueTask<decimal> GetShippingAsync(CancellationToken cancellationToken = default)
    {
        if (_shippingAmount is null)
        {
            var isFree = Cart.IsEmpty && !_shipping.ChargesEmptyCarts;
            var option = isFree ? null : await GetShippingOptionAsync(cancellationToken).ConfigureAwait(false);
            var amount = isFree ? 0 : option?.Price ?? await _shipping
                .CalculateAsync(await ContextAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            _shippingAmount = Cart.Currency.Round(amount);
        }

        return _shippingAmount.Value;
    }

    /// <summary>Returns the shipping options.</summary>
    public async ValueTask<IReadOnlyList<ShippingOption>> GetShippingOptionsAsync(CancellationToken cancellationToken = default) =>
        _options ??= await _shipping
            .GetOptionsAsync(await ContextAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the selected shipping option; null if none is selected or it is no longer offered.</summary>
    public async ValueTask<ShippingOption?> GetShippingOptionAsync(CancellationToken cancellationToken = default)
    {
        if (Cart.ShippingOptionId is not { } selected)
        {
            return null;
        }

        var options = await GetShippingOptionsAsync(cancellationToken).ConfigureAwait(false);
        return options.FirstOrDefault(option => option.Id == selected);
    }

    /// <summary>Returns all amounts; null if they are too large to compute exactly.</summary>
    public async ValueTask<CartTotals?> GetTotalsAsync(CancellationToken cancellationToken = default)
    {
        if (!IsExact || _totals.IsKnown)
        {
            return _totals.Value;
        }

        var discounts = await GetDiscountsAsync(cancellationToken).ConfigureAwait(false);
        var tax = await GetTaxAsync(cancellationToken).ConfigureAwait(false);
        var shipping = await GetShippingAsync(cancellationToken).ConfigureAwait(false);
        var option = await GetShippingOptionAsync(cancellationToken).ConfigureAwait(false);
        _totals = (TotalsOf(discounts, tax, shipping, option?.Id), true);
        return _totals.Value;
    }

    /// <summary>Returns the warnings for the shopper: changed prices, missing products, an invalid discount, a missing shipping option, a total
    /// that is too large.</summary>
    public async ValueTask<IReadOnlyList<CartError>> GetWarningsAsync(CancellationToken cancellationToken = default)
    {
        var warnings = new List<CartError>();
        if (await GetTotalsAsync(cancellationToken).ConfigureAwait(false) is null)
        {
            warnings.Add(CartErrors.TotalTooGreat);
        }

        var stale = await new CatalogCheck(_products, _settings).FindStaleAsync(Cart, cancellationToken).ConfigureAwait(false);
        warnings.AddRange(stale.Select(CartErrors.Of));
        foreach (var discount in await GetDiscountsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (discount.Refusal is { } refusal)
            {
                warnings.Add(refusal);
            }
        }

        if (Cart.ShippingOptionId is not null && await GetShippingOptionAsync(cancellationToken).ConfigureAwait(false) is null)
        {
            warnings.Add(CartErrors.ShippingOptionGone);
        }

        warnings.AddRange(Cart.MergeNotes.Select(note => CartErrors.Of(note, Cart)));
        return warnings;
    }

    /// <summary>Returns the cart with all prices, warnings and products.</summary>
    public async ValueTask<CartView> ViewAsync(CancellationToken cancellationToken = default)
    {
        await _products.TryFindAsync(Cart.Lines, cancellationToken).ConfigureAwait(false);
        return new CartView
        {
            Cart = Cart,
            Totals = await GetTotalsAsync(cancellationToken).ConfigureAwait(false),
            ShippingOption = await GetShippingOptionAsync(cancellationToken).ConfigureAwait(false),
            Warnings = [.. await GetWarningsAsync(cancellationToken).ConfigureAwait(false)],
            Products = _products.Found,
            ExpiresAt = new CartLifetimes(_settings).ExpiresAt(Cart),
        };
    }

    private async ValueTask<PricingContext> ContextAsync(CancellationToken cancellationToken) =>
        new(Cart, Summary, await GetDiscountAmountAsync(cancellationToken).ConfigureAwait(false));

    private CartTotals? TotalsOf(ImmutableArray<AppliedDiscount> discounts, decimal tax, decimal shipping, string? optionId)
    {
        // Most carts have none of these, and this runs after every change.
        ImmutableArray<Adjustment> parts = discounts.IsEmpty && tax == 0 && shipping == 0 ? [] :
        [
            .. discounts.Select(static discount => new Adjustment(Adjustment.Discount, discount.Code, -discount.Amount)),
            new(Adjustment.Tax, null, tax),
            new(Adjustment.Shipping, optionId, shipping),
        ];
        return CartTotals.TryCreate(Cart.Currency, Summary, parts, out var totals) ? totals : null;
    }
}

/// <summary>Represents a discount on a cart.</summary>
/// <param name="Code">The code in its display form.</param>
/// <param name="Amount">The amount that it takes off: 0 while it is not valid.</param>
/// <param name="Refusal">Why it is not valid; null if it is.</param>
internal sealed record AppliedDiscount(string Code, decimal Amount, CartError? Refusal);
