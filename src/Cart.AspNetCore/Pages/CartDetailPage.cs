using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Shows a cart: whose it is, what is in it, what became of it.</summary>
internal static class CartDetailPage
{
    public static AdminPage Of(OperatorCartDetailBody cart, ImmutableArray<AuditEntry> activity, AdminLinks links) =>
        new("Cart", AdminSection.Carts, $"""
            <dl class="facts">
            <div><dt>Id</dt><dd class="id">{cart.Id}</dd></div>
            <div><dt>State</dt><dd>{PageParts.State(cart.State)}</dd></div>
            <div><dt>User</dt><dd>{PageParts.User(cart.User, links.CartsOf)}</dd></div>
            <div><dt>Changes</dt><dd>{cart.Version}</dd></div>
            <div><dt>Created (UTC)</dt><dd>{PageParts.Time(cart.CreatedAt)}</dd></div>
            <div><dt>Last activity (UTC)</dt><dd>{PageParts.Time(cart.LastActivityAt)}</dd></div>
            {Fact("Order", cart.OrderId, links.Order)}
            {Fact("Merged into", cart.MergedInto, links.Cart)}
            {Fact("Followed by", cart.Successor, links.Cart)}
            </dl>
            <h2>Lines</h2>
            {Lines(cart.Contents)}
            {Html.Concat(cart.Contents.Warnings.Select(static warning => (Html)$"""<p class="note refusal">{warning.Detail}</p>"""))}
            <h2>Actions of operators</h2>
            {AuditPage.Activity(activity, links)}
            {Delete(cart, links)}
            """);

    // One that is known from its order alone is gone already.
    private static Html Delete(OperatorCartDetailBody cart, AdminLinks links)
    {
        if (cart.CreatedAt is null)
        {
            return Html.None;
        }

        return $"""<p><a class="button danger" href="{links.DeleteCart(cart.Id)}">Delete the cart…</a></p>""";
    }

    private static Html Fact(string name, string? id, Func<string, string> link)
    {
        if (id is null)
        {
            return Html.None;
        }

        return $"""<div><dt>{name}</dt><dd>{PageParts.Id(id, link(id))}</dd></div>""";
    }

    private static Html Lines(CartBody cart) => cart.Items.Count == 0 ? PageParts.Empty("It holds nothing.") : PageParts.Lines(
        cart.Items,
        cart.Currency,
        [
            ("Sum", cart.Summary),
            (cart.DiscountCode is { } code ? $"Discount {code}" : "Discount", cart.DiscountAmount),
            ("Tax", cart.Tax),
            (cart.ShippingOption is { } option ? $"Shipping: {option.Name}" : "Shipping", cart.Shipping),
            ("Total", cart.Total),
        ]);
}
