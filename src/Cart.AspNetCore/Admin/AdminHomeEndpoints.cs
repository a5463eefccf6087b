using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>The first page, and what all pages need.</summary>
internal static class AdminHomeEndpoints
{
    /// <summary>The name of the first page's endpoint.</summary>
    public const string Name = "cartAdminHome";

    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("", static () => new PageResult(HomePage.Of))
            .WithName(Name).WithMetadata(new AdminConventions.PageOnly()).ExcludeFromDescription();
        admin.MapGet("/find", Find).WithMetadata(new AdminConventions.PageOnly()).ExcludeFromDescription();
        admin.MapGet("/admin.css", static () => AdminStylesheet.Answer()).WithMetadata(new AdminConventions.PageOnly()).ExcludeFromDescription();
    }

    private static IResult Find(HttpContext context, [FromQuery] string? q)
    {
        var (text, links) = (q?.Trim(), AdminLinks.Of(context));
        return Results.LocalRedirect(
            CartId.TryParse(text, out var cart) ? links.Cart(cart.ToString())
            : OrderId.TryParse(text, out var order) ? links.Order(order.ToString())
            : string.IsNullOrEmpty(text) ? links.Carts
            : links.CartsOf(text));
    }
}
