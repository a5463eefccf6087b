using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers a cart with the entity tag of its version.</summary>
internal sealed record CartResponse(CartBody Cart) : IResult
{
    /// <summary>Whether the change had taken effect before, so that this repeat of it changed nothing.</summary>
    public bool Replayed { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var format = AnswerWriter.Format(httpContext);
        response.Headers.ETag = EntityTags.Of(Cart.Version, format);
        response.Headers.MarkReplay(Replayed);
        if (HttpMethods.IsGet(httpContext.Request.Method) && EntityTags.IsKnown(httpContext.Request, Cart.Version, format))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return AnswerWriter.WriteAsync(httpContext, Cart, ResponseJsonContext.Relaxed.CartBody);
    }
}
