using Microsoft.Net.Http.Headers;

namespace Storefront;

/// <summary>
/// Refuses forms that no page of this shop sends: in another character set than UTF-8, which ASP.NET Core would answer with an error page, or
/// in parts, whose reader logs an error for each client that goes away.
/// </summary>
internal sealed class PlainForms(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && (type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
                ? !context.Request.Path.StartsWithSegments("/cart")
                : type.Charset.HasValue && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
                    && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
