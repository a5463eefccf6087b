using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Shows a discount, its uses, and what operators did to it.</summary>
internal static class DiscountPage
{
    public static AdminPage Of(Discount discount, Currency currency, DateTimeOffset now, ImmutableArray<AuditEntry> activity, AdminLinks links) =>
        new($"Discount {discount.Code.Text}", AdminSection.Discounts, $"""
            <dl class="facts">
            <div><dt>Standing</dt><dd>{DiscountsPage.Standing(discount, now)}</dd></div>
            <div><dt>Takes off</dt><dd>{DiscountsPage.Off(discount, currency)}</dd></div>
            <div><dt>Least sum of a cart</dt><dd>{currency.FormatExact(discount.MinCartValue)}</dd></div>
            <div><dt>Uses</dt><dd id="uses">{DiscountsPage.Uses(discount)}</dd></div>
            <div><dt>Uses of one user</dt><dd>{Limit(discount.MaxUsesPerCustomer)}</dd></div>
            <div><dt>Valid from (UTC)</dt><dd>{PageParts.Time(discount.ValidFrom?.UtcDateTime)}</dd></div>
            <div><dt>Valid until (UTC)</dt><dd>{PageParts.Time(discount.ValidUntil?.UtcDateTime)}</dd></div>
            <div><dt>Edits</dt><dd>{discount.Revision - 1}</dd></div>
            </dl>
            <p><a class="button" href="{links.EditDiscount(discount.Code)}">Edit</a>
            <a class="button danger" href="{links.DeleteDiscount(discount.Code)}">Delete…</a></p>
            <h2>Actions of operators</h2>
            {AuditPage.Activity(activity, links)}
            """);

    private static string Limit(int? most) => most is { } limit ? string.Create(CultureInfo.InvariantCulture, $"at most {limit}") : "any number";
}
