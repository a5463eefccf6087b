using System.Globalization;
using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore;

/// <summary>The addresses of the admin's pages, wherever the host has put them.</summary>
/// <param name="Root">The path of the first page, without a slash at its end.</param>
internal sealed record AdminLinks(string Root)
{
    public string Carts => Root + "/carts";

    public string Discounts => Root + "/discounts";

    public string NewDiscount => Root + "/new-discount";

    public string Orders => Root + "/orders";

    public string Audit => Root + "/audit";

    public string Find => Root + "/find";

    public string Stylesheet => $"{Root}/admin.css?v={AdminStylesheet.Version}";

    public static AdminLinks Of(HttpContext context)
    {
        var home = context.RequestServices.GetRequiredService<LinkGenerator>().GetPathByName(context, AdminHomeEndpoints.Name, values: null);
        return new AdminLinks((home ?? "").TrimEnd('/'));
    }

    public string Cart(string id) => $"{Carts}/{id}";

    public string DeleteCart(string id) => $"{Root}/delete-cart/{id}";

    public string Order(string id) => $"{Orders}/{id}";

    public string Discount(DiscountCode code) => $"{Discounts}/{Uri.EscapeDataString(code.Text)}";

    public string EditDiscount(DiscountCode code) => $"{Root}/edit-discount/{Uri.EscapeDataString(code.Text)}";

    public string DeleteDiscount(DiscountCode code) => $"{Root}/delete-discount/{Uri.EscapeDataString(code.Text)}";

    public string CartsOf(string user) => Carts + Query(("user", user));

    public string OrdersOf(string user) => Orders + Query(("user", user));

    /// <summary>Returns the page of what an action was about.</summary>
    public string Subject(AuditSubject subject) => subject.Kind switch
    {
        "cart" => Cart(subject.Id),
        "order" => Order(subject.Id),
        _ => DiscountCode.TryParse(subject.Id, out var code) ? Discount(code) : Discounts,
    };

    /// <summary>Returns a query of those of the values that are there.</summary>
    public static string Query(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in values)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        return query.ToString();
    }

    /// <summary>Returns a link with what was done, for the page to say so.</summary>
    public static string Done(string link, AdminNotice notice) =>
        link + Query(("done", notice.ToString().ToLower(CultureInfo.InvariantCulture)));
}
