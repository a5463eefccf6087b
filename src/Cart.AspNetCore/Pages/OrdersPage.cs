namespace Cart.AspNetCore;

/// <summary>Lists orders.</summary>
internal static class OrdersPage
{
    public static AdminPage Of(OperatorOrdersBody body, string? user, AdminLinks links)
    {
        var next = body.NextCursor is { } cursor ? links.Orders + AdminLinks.Query(("user", user), ("cursor", cursor)) : null;
        var table = body.Orders.Count > 0 ? Table(body.Orders, links) : PageParts.Empty("There is no such order.");
        return new AdminPage("Orders", AdminSection.Orders, $"""
            <form class="search" action="{links.Orders}">
            <label for="user">Orders of a user</label>
            <div class="row"><input id="user" name="user" type="search" value="{user}" autocomplete="off"><button>Show</button></div>
            </form>
            {table}
            {PageParts.Next(next)}
            """);
    }

    private static Html Table(IReadOnlyList<OperatorOrderBody> orders, AdminLinks links)
    {
        return $"""
            <div class="scroll"><table>
            <thead><tr><th>Order</th><th>User</th><th class="number">Units</th><th>Discount</th><th class="number">Total</th><th>Placed (UTC)</th></tr></thead>
            <tbody>{Html.Concat(orders.Select(Row))}</tbody>
            </table></div>
            """;

        Html Row(OperatorOrderBody order) => $"""
            <tr><td>{PageParts.Id(order.Id, links.Order(order.Id))}</td><td>{PageParts.User(order.User, links.OrdersOf)}</td>
            <td class="number">{order.Items.Sum(static item => (long)item.Quantity)}</td><td>{order.DiscountCode}</td>
            <td class="number">{PageParts.Money(order.Currency, order.Total)}</td><td>{PageParts.Time(order.PlacedAt)}</td></tr>
            """;
    }
}
