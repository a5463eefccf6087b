using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Who sends a request.</summary>
internal static class RequestShopper
{
    /// <summary>Returns the request that a session belongs to.</summary>
    public static HttpContext RequireContext(this IHttpContextAccessor accessor) => accessor.HttpContext
        ?? throw new InvalidOperationException("A shopper's session is there only in an HTTP request.");

    /// <summary>Returns the user who is signed in, by the name identifier among the claims of the request's user; null for a guest.</summary>
    public static string? UserId(HttpContext context) =>
        context.User.Identity?.IsAuthenticated is true ? context.User.FindFirstValue(ClaimTypes.NameIdentifier) : null;
}
