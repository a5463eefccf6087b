using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers a cart with an entity tag over all that it shows.</summary>
/// <param name="Cart">The cart as it is shown.</param>
/// <param name="CartPart">Which cart it is, by <see cref="EntityTags.CartPart"/>.</param>
internal sealed record CartResponse(CartBody Cart, string CartPart) : IResult
{
    /// <summary>Whether the change had taken effect before, so that this repeat of it changed nothing.</summary>
    public bool Replayed { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var json = JsonSerializer.SerializeToUtf8Bytes(Cart, ResponseJsonContext.Relaxed.CartBody);
        var tag = EntityTags.Of(Cart.Version, AnswerWriter.Format(httpContext), CartPart, json);
        response.Headers.ETag = tag;
        response.Headers.MarkReplay(Replayed);
        if (HttpMethods.IsGet(httpContext.Request.Method) && EntityTags.IsKnown(httpContext.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return AnswerWriter.WriteJsonAsync(httpContext, json);
    }
}
