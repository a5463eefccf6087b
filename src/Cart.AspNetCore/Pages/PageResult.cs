using System.Text;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers a page: the content in the frame that all pages have. Nothing in it runs, and it can send forms to this site alone.</summary>
internal sealed record PageResult(Func<AdminLinks, AdminPage> Page) : IResult
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";

        // A stranger learns nothing of the admin but that it is not open.
        var links = AdminLinks.Of(httpContext);
        var page = Page(links);
        var frame = AdminAccess.IsAllowed(httpContext) ? Navigation(page.Section, AdminAccess.ActorOf(httpContext), links) : Html.None;
        var markup = Frame(page, frame, Notice(httpContext.Request), links).ToString();
        return response.Body.WriteAsync(Encoding.UTF8.GetBytes(markup), httpContext.RequestAborted).AsTask();
    }

    private static Html Frame(AdminPage page, Html navigation, Html notice, AdminLinks links) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{page.Title} · Cart admin</title>
        <link rel="stylesheet" href="{links.Stylesheet}">
        </head>
        <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top"><a class="brand" href="{links.Root}">Cart admin</a>{navigation}</header>
        <main id="content">
        <h1>{page.Title}</h1>
        {notice}
        {page.Content}
        </main>
        </body>
        </html>
        """;

    private static Html Navigation(AdminSection section, string actor, AdminLinks links)
    {
        return $"""
            <nav aria-label="Main">
            {Link(AdminSection.Carts, links.Carts, "Carts")}
            {Link(AdminSection.Discounts, links.Discounts, "Discounts")}
            {Link(AdminSection.Orders, links.Orders, "Orders")}
            {Link(AdminSection.Audit, links.Audit, "Trail")}
            </nav>
            <p class="who">You are <strong>{actor}</strong></p>
            """;

        Html Link(AdminSection target, string address, string name)
        {
            if (target == section)
            {
                return $"""<a href="{address}" aria-current="page">{name}</a>""";
            }

            return $"""<a href="{address}">{name}</a>""";
        }
    }

    private static Html Notice(HttpRequest request)
    {
        var said = request.Query["done"].ToString() switch
        {
            "created" => "It was created.",
            "saved" => "It was saved.",
            "deleted" => "It was deleted.",
            _ => null,
        };
        if (said is null)
        {
            return Html.None;
        }

        return $"""<p class="note" role="status">{said}</p>""";
    }
}
