namespace Storefront;

/// <summary>Distinguishes browsers from programs.</summary>
internal static class Browsers
{
    /// <summary>Returns whether a request asks for a page.</summary>
    public static bool Ask(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether a page of another site sent a request.</summary>
    public static bool CameFromElsewhere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        var origin = request.Headers.Origin;
        return site.Count > 0
            ? site is not ["same-origin" or "none"]
            : origin.Count > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }
}
