using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers a cart in the documented format, with the entity tag of its version.</summary>
internal sealed record PayloadResponse(CartSnapshot Cart) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = AnswerWriter.Format(httpContext);
        httpContext.Response.Headers.ETag = EntityTags.Of(Cart.Version, format);
        if (EntityTags.IsKnown(httpContext.Request, Cart.Version, format))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return AnswerWriter.WriteAsync(httpContext, format.IsMessagePack ? CartMessagePack.Write(Cart) : CartJson.Write(Cart), format.MediaType);
    }
}
