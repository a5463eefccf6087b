using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers a change to a client that prefers a minimal answer (RFC 7240).</summary>
internal sealed record ChangeResponse(ChangeBody Change, bool Replayed) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.ETag = EntityTags.Of(Change.Version, AnswerWriter.Format(httpContext));
        headers["Preference-Applied"] = "return=minimal";
        headers.MarkReplay(Replayed);
        return AnswerWriter.WriteAsync(httpContext, Change, ResponseJsonContext.Relaxed.ChangeBody);
    }
}
