using Microsoft.AspNetCore.Connections;
using Microsoft.Net.Http.Headers;

namespace Storefront;

/// <summary>
/// Refuses forms that no page of this shop sends. ASP.NET Core would answer a character set other than UTF-8 with an error page, and its reader of
/// multipart forms logs an error for each client that disconnects.
/// </summary>
internal sealed class PlainForms(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/cart") && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (IsUnknown(type) ? StatusCodes.Status415UnsupportedMediaType : IsPlain(type) ? await ReadAsync(context) : null) is { } refusal)
        {
            context.Response.StatusCode = refusal;
        }
        else if (!context.RequestAborted.IsCancellationRequested)
        {
            await next(context);
        }
    }

    private static bool IsPlain(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private static bool IsUnknown(MediaTypeHeaderValue type) =>
        type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
        || (IsPlain(type) && type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    // The pages would stop reading when the client disconnects, and Kestrel logs an error for a body in the middle of a read. This read ends
    // with the connection.
    private static async Task<int?> ReadAsync(HttpContext context)
    {
        try
        {
            await context.Request.ReadFormAsync(CancellationToken.None);
            return null;
        }
        catch (ConnectionResetException)
        {
            context.Abort();
            return null;
        }
        catch (BadHttpRequestException fault)
        {
            return fault.StatusCode;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            return StatusCodes.Status400BadRequest;
        }
    }
}
