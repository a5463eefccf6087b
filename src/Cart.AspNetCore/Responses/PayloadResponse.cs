using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers a cart in the documented format, with an entity tag over all of it.</summary>
internal sealed record PayloadResponse(CartSnapshot Cart) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = AnswerWriter.Format(httpContext);
        var content = format.IsMessagePack ? CartMessagePack.Write(Cart) : CartJson.Write(Cart);
        var tag = EntityTags.Of(Cart.Version, format, EntityTags.CartPart(Cart), content);
        httpContext.Response.Headers.ETag = tag;
        if (EntityTags.IsKnown(httpContext.Request, tag))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return AnswerWriter.WriteAsync(httpContext, content, format.MediaType);
    }
}
