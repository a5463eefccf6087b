using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cart.AspNetCore;

/// <summary>The end of a path as its sender meant it. Routing leaves an encoded slash as it is, which then looks like an encoded percent sign.</summary>
internal static class LastSegment
{
    /// <summary>Returns the end of the path, or null if it is no text.</summary>
    public static string? Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOfAny(['?', '#']);
        var path = query < 0 ? target : target[..query];
        var encoded = path[(path.LastIndexOf('/') + 1)..];
        var text = Uri.UnescapeDataString(encoded);

        // What is no UTF-8 stays encoded, and would pass for the text that it is encoded as.
        return text.AsSpan().Count('%') == encoded.AsSpan().Count("%25") ? text : null;
    }
}
