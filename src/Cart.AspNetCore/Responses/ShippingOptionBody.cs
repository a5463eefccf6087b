using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>One way to ship a cart or an order.</summary>
internal sealed record ShippingOptionBody(string Id, string Name, string Price)
{
    public static ShippingOptionBody Of(ShippingOption option, Currency currency) =>
        new(option.Id, option.Name, currency.Format(currency.Round(option.Price)));
}
