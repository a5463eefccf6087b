namespace Cart.AspNetCore;

/// <summary>Lists carts, and looks for one.</summary>
internal static class CartsPage
{
    public static AdminPage Of(OperatorCartsBody body, string? state, string? user, AdminLinks links)
    {
        var next = body.NextCursor is { } cursor ? links.Carts + AdminLinks.Query(("state", state), ("cursor", cursor)) : null;
        var table = body.Carts.Count > 0 ? Table(body.Carts, links)
            : PageParts.Empty(next is null ? "There is no such cart." : "None so far; there may be some on the next page.");
        return new AdminPage("Carts", AdminSection.Carts, $"""
            <div class="tools">{Search(links, user)}{Filter(links, state, user)}</div>
            {table}
            {PageParts.Next(next)}
            """);
    }

    /// <summary>The field that finds a cart, an order or a user.</summary>
    public static Html Search(AdminLinks links, string? user) => $"""
        <form class="search" action="{links.Find}" role="search">
        <label for="q">Find by user, cart id or order id</label>
        <div class="row"><input id="q" name="q" type="search" value="{user}" autocomplete="off"><button>Find</button></div>
        </form>
        """;

    private static Html Filter(AdminLinks links, string? state, string? user)
    {
        return $"""
            <form class="search" action="{links.Carts}">
            <label for="state">State</label>
            <div class="row"><input type="hidden" name="user" value="{user}"><select id="state" name="state"><option value="">all</option>{Html.Concat(CartStates.All.Select(Option))}</select><button class="second">Show</button></div>
            </form>
            """;

        Html Option(string name)
        {
            if (name == state)
            {
                return $"""<option value="{name}" selected>{name.Replace('_', ' ')}</option>""";
            }

            return $"""<option value="{name}">{name.Replace('_', ' ')}</option>""";
        }
    }

    private static Html Table(IReadOnlyList<OperatorCartBody> carts, AdminLinks links)
    {
        return $"""
            <div class="scroll"><table>
            <thead><tr><th>Cart</th><th>State</th><th>User</th><th class="number">Units</th><th class="number">Lines</th><th>Last activity (UTC)</th></tr></thead>
            <tbody>{Html.Concat(carts.Select(Row))}</tbody>
            </table></div>
            """;

        Html Row(OperatorCartBody cart) => $"""
            <tr><td>{PageParts.Id(cart.Id, links.Cart(cart.Id))}</td><td>{PageParts.State(cart.State)}</td>
            <td>{PageParts.User(cart.User, links.CartsOf)}</td><td class="number">{cart.Count}</td><td class="number">{cart.UniqueCount}</td>
            <td>{PageParts.Time(cart.LastActivityAt)}</td></tr>
            """;
    }
}
