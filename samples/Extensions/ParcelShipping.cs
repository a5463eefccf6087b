using Cart.Engine;

namespace Extensions;

/// <summary>Sends parcels: from 50.00 on the standard way is free, and large carts do not go by express.</summary>
public sealed class ParcelShipping : IShippingCalculator
{
    private const int MostUnitsByExpress = 20;

    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Standard(context).Price);

    public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default)
    {
        var express = new ShippingOption("express", "Express, tomorrow", 9.90m);
        return ValueTask.FromResult<IReadOnlyList<ShippingOption>>(
            context.Cart.Count <= MostUnitsByExpress ? [Standard(context), express] : [Standard(context)]);
    }

    private static ShippingOption Standard(PricingContext context) =>
        new("standard", "Standard, 2 to 3 days", context.Cart.IsEmpty || context.Summary - context.DiscountAmount >= 50m ? 0m : 4.90m);
}
