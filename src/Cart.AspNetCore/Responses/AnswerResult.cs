using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers a value that is no cart of the shopper's.</summary>
internal sealed record AnswerResult<T>(T Value, JsonTypeInfo<T> Type) : IResult
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The version of the value, for its entity tag; null for what has none.</summary>
    public long? Version { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        if (Version is { } version)
        {
            httpContext.Response.Headers.ETag = EntityTags.Of(version, AnswerWriter.Format(httpContext));
        }

        return AnswerWriter.WriteAsync(httpContext, Value, Type);
    }
}
