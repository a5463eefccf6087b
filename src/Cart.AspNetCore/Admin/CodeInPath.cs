using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>The code of a discount at the end of a path.</summary>
internal static class CodeInPath
{
    /// <param name="context">The request.</param>
    /// <param name="decoded">The end of its path as routing decoded it.</param>
    /// <exception cref="RefusedRequestException">No discount can have this code.</exception>
    public static DiscountCode Of(HttpContext context, string decoded)
    {
        var text = decoded.Contains('%', StringComparison.Ordinal) ? LastSegment.Of(context) : decoded;
        return DiscountCode.TryParse(text, out var code) ? code : throw new RefusedRequestException(AdminProblems.DiscountNotFound);
    }

    /// <summary>Tells whether a code can stand in a path. Segments of dots lead somewhere else.</summary>
    public static bool CanHold(DiscountCode code) => code.Text is not ("." or "..");
}
