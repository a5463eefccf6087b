using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Shows an order.</summary>
internal static class OrderPage
{
    public static AdminPage Of(OperatorOrderBody order, AdminLinks links) => new("Order", AdminSection.Orders, $"""
        <dl class="facts">
        <div><dt>Id</dt><dd class="id">{order.Id}</dd></div>
        <div><dt>User</dt><dd>{PageParts.User(order.User, links.OrdersOf)}</dd></div>
        <div><dt>Placed (UTC)</dt><dd>{PageParts.Time(order.PlacedAt)}</dd></div>
        <div><dt>Cart</dt><dd>{PageParts.Id(order.CartId, links.Cart(order.CartId))}</dd></div>
        <div><dt>Discount</dt><dd>{Discount(order.DiscountCode, links)}</dd></div>
        <div><dt>Shipping</dt><dd>{Shipping(order.ShippingOption)}</dd></div>
        </dl>
        <h2>Lines</h2>
        {Lines(order)}
        """);

    private static Html Discount(string? text, AdminLinks links)
    {
        if (!DiscountCode.TryParse(text, out var code))
        {
            return $"""<span class="none">none</span>""";
        }

        return $"""<a href="{links.Discount(code)}">{text}</a>""";
    }

    private static Html Shipping(ShippingOptionBody? option)
    {
        if (option is null)
        {
            return $"""<span class="none">no option selected</span>""";
        }

        return $"""{option.Name} <span class="id">{option.Id}</span>""";
    }

    private static Html Lines(OperatorOrderBody order) => PageParts.Lines(
        order.Items,
        order.Currency,
        [
            ("Sum", order.Summary),
            ("Discount", order.DiscountAmount),
            ("Tax", order.Tax),
            ("Shipping", order.Shipping),
            ("Total", order.Total),
        ]);
}
