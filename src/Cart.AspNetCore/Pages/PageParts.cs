using System.Globalization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>What several pages show alike.</summary>
internal static class PageParts
{
    /// <summary>Shows a moment, in UTC.</summary>
    public static Html Time(DateTime? moment)
    {
        if (moment is not { } utc)
        {
            return $"""<span class="none">none</span>""";
        }

        var exact = utc.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return $"""<time datetime="{exact}">{utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}</time>""";
    }

    /// <summary>Shows an amount in its currency.</summary>
    public static string Money(string currency, string? amount) =>
        amount is null ? "too much to count" : Currency.Parse(currency).Display(decimal.Parse(amount, CultureInfo.InvariantCulture));

    public static Html State(string state) => $"""<span class="badge {state}">{state.Replace('_', ' ')}</span>""";

    /// <summary>Shows a user, with a way to what else is theirs.</summary>
    public static Html User(string? user, Func<string, string> link)
    {
        if (user is null)
        {
            return $"""<span class="none">guest</span>""";
        }

        return $"""<a href="{link(user)}">{user}</a>""";
    }

    public static Html Id(string id, string link) => $"""<a class="id" href="{link}">{id}</a>""";

    /// <summary>Shows the way to the next page of a list, where there is one.</summary>
    public static Html Next(string? link)
    {
        if (link is null)
        {
            return Html.None;
        }

        return $"""<p class="pages"><a class="button second" rel="next" href="{link}">Next page</a></p>""";
    }

    public static Html Empty(string message) => $"""<p class="empty">{message}</p>""";

    /// <summary>Shows lines, and what all of it costs.</summary>
    public static Html Lines(IReadOnlyList<ItemBody> items, string currency, IEnumerable<(string Name, string? Amount)> totals)
    {
        return $"""
            <div class="scroll"><table>
            <thead><tr><th>Product</th><th>Name</th><th class="number">Units</th><th class="number">Each</th><th class="number">Together</th></tr></thead>
            <tbody>{Html.Concat(items.Select(Row))}</tbody>
            <tfoot>{Html.Concat(totals.Select(Total))}</tfoot>
            </table></div>
            """;

        Html Row(ItemBody item) => $"""
            <tr><td class="id">{item.Key}</td><td>{item.Name ?? "(no longer sold)"}</td><td class="number">{item.Quantity}</td>
            <td class="number">{Money(currency, item.UnitPrice)}</td><td class="number">{Money(currency, item.TotalPrice)}</td></tr>
            """;

        Html Total((string Name, string? Amount) total) => $"""
            <tr><th scope="row" colspan="4">{total.Name}</th><td class="number">{Money(currency, total.Amount)}</td></tr>
            """;
    }
}
