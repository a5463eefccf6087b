using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>The product at the end of a path, such as <c>/cart/items/8:BANK%20CHARGES</c>.</summary>
internal static class ProductInPath
{
    /// <param name="context">The request.</param>
    /// <param name="decoded">The end of its path as routing decoded it, in which an encoded slash and an encoded percent sign look alike.</param>
    /// <exception cref="RefusedRequestException">No product can have this id.</exception>
    public static ProductKey Of(HttpContext context, string decoded)
    {
        if (!decoded.Contains('%', StringComparison.Ordinal) && ProductKey.TryParse(decoded, out var plain))
        {
            return plain;
        }

        return LastSegment.Of(context) is { } key && ProductKey.TryParse(key, out var product)
            ? product
            : throw RequestBody.Malformed(
                "The path ends with a product: the number of its type, a colon, and its id, percent-encoded, such as 7:42 or 8:BANK%20CHARGES.");
    }
}
