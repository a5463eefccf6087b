using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Writes answers in the form that was negotiated.</summary>
internal static class AnswerWriter
{
    /// <summary>Returns the form of the answer to a request.</summary>
    public static AnswerFormat Format(HttpContext context) => context.Features.Get<AnswerFormat>() ?? AnswerFormat.Json;

    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        var format = Format(context);
        return WriteAsync(context, format.Write(value, type), format.MediaType);
    }

    public static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, string mediaType)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}

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

/// <summary>The header that tells that an answer is a repeat of one that was given under the same <c>Idempotency-Key</c>.</summary>
internal static class ReplayHeader
{
    public static void MarkReplay(this IHeaderDictionary headers, bool isReplay)
    {
        if (isReplay)
        {
            headers["Idempotent-Replayed"] = "true";
        }
    }
}
