using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Lists discounts.</summary>
internal static class DiscountsPage
{
    public static AdminPage Of(ImmutableArray<Discount> discounts, Currency currency, string? nextCursor, DateTimeOffset now, AdminLinks links)
    {
        var next = nextCursor is null ? null : links.Discounts + AdminLinks.Query(("cursor", nextCursor));
        var table = discounts.IsEmpty ? PageParts.Empty("There are no discounts yet.") : Table(discounts, currency, now, links);
        return new AdminPage("Discounts", AdminSection.Discounts, $"""
            <p><a class="button" href="{links.NewDiscount}">Create a discount</a></p>
            {table}
            {PageParts.Next(next)}
            """);
    }

    /// <summary>What a discount takes off, for people.</summary>
    public static string Off(Discount discount, Currency currency) => discount.Type is DiscountType.Percent
        ? string.Create(CultureInfo.InvariantCulture, $"{discount.Value:0.##} %")
        : discount.FormatValue(currency);

    /// <summary>Whether a discount can be used now, and why not.</summary>
    public static Html Standing(Discount discount, DateTimeOffset now)
    {
        var (name, look) = DiscountRules.Check(discount, decimal.MaxValue, now) switch
        {
            DiscountProblem.Inactive => ("switched off", "merged"),
            DiscountProblem.Exhausted => ("used up", "merged"),
            DiscountProblem.NotStarted => ("not yet", "merging"),
            DiscountProblem.Expired => ("over", "merged"),
            _ => ("valid", "open"),
        };
        return $"""<span class="badge {look}">{name}</span>""";
    }

    public static string Uses(Discount discount) => discount.MaxUses is { } most
        ? string.Create(CultureInfo.InvariantCulture, $"{discount.CurrentUses} of {most}")
        : discount.CurrentUses.ToString(CultureInfo.InvariantCulture);

    private static Html Table(ImmutableArray<Discount> discounts, Currency currency, DateTimeOffset now, AdminLinks links)
    {
        return $"""
            <div class="scroll"><table>
            <thead><tr><th>Code</th><th></th><th class="number">Takes off</th><th class="number">From</th><th class="number">Uses</th><th>Valid from (UTC)</th><th>Valid until (UTC)</th></tr></thead>
            <tbody>{Html.Concat(discounts.Select(Row))}</tbody>
            </table></div>
            """;

        Html Row(Discount discount) => $"""
            <tr><td><a href="{links.Discount(discount.Code)}">{discount.Code.Text}</a></td><td>{Standing(discount, now)}</td>
            <td class="number">{Off(discount, currency)}</td><td class="number">{currency.FormatExact(discount.MinCartValue)}</td>
            <td class="number">{Uses(discount)}</td>
            <td>{PageParts.Time(discount.ValidFrom?.UtcDateTime)}</td><td>{PageParts.Time(discount.ValidUntil?.UtcDateTime)}</td></tr>
            """;
    }
}
