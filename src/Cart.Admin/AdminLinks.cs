using Microsoft.AspNetCore.Http.Extensions;

namespace Cart.Admin;

/// <summary>Provides the addresses of the pages, below the prefix that the host chose.</summary>
/// <param name="Root">The path of the first page, without a slash at its end.</param>
internal sealed record AdminLinks(string Root)
{
    public string Carts => To("carts");

    public string Discounts => To("discounts");

    public string Orders => To("orders");

    public string Audit => To("audit");

    public static AdminLinks Of(HttpContext context)
    {
        var home = context.RequestServices.GetRequiredService<LinkGenerator>().GetPathByName(context, AdminHome.Name, values: null);
        return new AdminLinks((home ?? "").TrimEnd('/'));
    }

    /// <summary>Returns a page, such as <c>To("edit-discount", code)</c>.</summary>
    public string To(params ReadOnlySpan<string> segments)
    {
        var path = Root;
        foreach (var segment in segments)
        {
            path += "/" + Uri.EscapeDataString(segment);
        }

        return path;
    }

    /// <summary>Returns the page of the subject of an action.</summary>
    public string To(AuditSubject subject) => subject.Kind switch
    {
        "cart" => To("carts", subject.Id),
        "order" => To("orders", subject.Id),
        _ => To("discounts", subject.Id),
    };

    /// <summary>Returns an address with those of the values that are not empty as its query.</summary>
    public static string With(string address, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in values)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        return address + query;
    }
}
