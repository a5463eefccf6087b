using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cart.AspNetCore;

/// <summary>The line at the end of a path, such as <c>/cart/items/8:BANK%20CHARGES</c>.</summary>
internal static class LineInPath
{
    /// <param name="context">The request.</param>
    /// <param name="decoded">The end of its path as routing decoded it, in which an encoded slash and an encoded percent sign look alike.</param>
    /// <exception cref="RefusedRequestException">No line can have this key.</exception>
    public static LineKey Of(HttpContext context, string decoded)
    {
        if (!decoded.Contains('%', StringComparison.Ordinal) && LineKey.TryParse(decoded, out var plain))
        {
            return plain;
        }

        return LastSegment.Of(context) is { } text && LineKey.TryParse(text, out var key)
            ? key
            : throw RequestBody.Malformed(
                "The path ends with a product: the number of its type, a colon, and its id, percent-encoded, such as 7:42 or 8:BANK%20CHARGES.");
    }
}

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
