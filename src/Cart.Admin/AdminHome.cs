using System.Security.Cryptography;

namespace Cart.Admin;

/// <summary>Maps the first page, the search and the stylesheet.</summary>
internal static class AdminHome
{
    /// <summary>The name of the first page's endpoint.</summary>
    public const string Name = "cartAdminHome";

    private static readonly byte[] Stylesheet = ReadStylesheet();

    /// <summary>Gets the version of the stylesheet in its address, so that browsers load a changed one.</summary>
    public static string StylesheetVersion { get; } = Convert.ToHexStringLower(SHA256.HashData(Stylesheet).AsSpan(0, 6));

    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("", static () => PageResult.Of<HomePage>()).WithName(Name).IsPage();
        admin.MapGet("/find", Find).IsPage();
        admin.MapGet("/admin.css", static () => Results.Bytes(Stylesheet, "text/css; charset=utf-8")).IsPage();
    }

    private static IResult Find(HttpContext context, [FromQuery] string? q)
    {
        var (text, links) = (q?.Trim(), AdminLinks.Of(context));
        return Results.LocalRedirect(
            CartId.TryParse(text, out var cart) ? links.To("carts", cart.ToString())
            : OrderId.TryParse(text, out var order) ? links.To("orders", order.ToString())
            : string.IsNullOrEmpty(text) ? links.Carts
            : AdminLinks.With(links.Carts, ("user", text)));
    }

    private static byte[] ReadStylesheet()
    {
        using var resource = typeof(AdminHome).Assembly.GetManifestResourceStream("admin.css")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
