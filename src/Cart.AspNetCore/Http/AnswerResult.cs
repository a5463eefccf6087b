using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers a value in the form that was negotiated.</summary>
internal sealed record AnswerResult<T>(T Value, JsonTypeInfo<T> Type) : IResult
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The version of the value, for its entity tag; null for what has none.</summary>
    public long? Version { get; init; }

    /// <summary>Which cart it shows, by <see cref="EntityTags.CartPart"/>: the tag then covers the whole answer. Null for what is no whole cart.</summary>
    public string? CartPart { get; init; }

    /// <summary>Whether the request had taken effect before, under the same <c>Idempotency-Key</c>.</summary>
    public bool Replayed { get; init; }

    /// <summary>Whether the client prefers a minimal answer (RFC 7240), and this is one.</summary>
    public bool IsMinimal { get; init; }

    /// <summary>Where the value can be read.</summary>
    public string? Location { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (format, headers) = (AnswerFormat.Of(httpContext), httpContext.Response.Headers);
        httpContext.Response.StatusCode = Status;
        if (Replayed)
        {
            headers["Idempotent-Replayed"] = "true";
        }

        if (IsMinimal)
        {
            headers["Preference-Applied"] = "return=minimal";
        }

        if (Location is not null)
        {
            headers.Location = Location;
        }

        var content = format.Write(Value, Type);
        if (CartPart is { } cart)
        {
            return EntityTags.SendAsync(httpContext, Version ?? 0, cart, format, content);
        }

        if (Version is { } version)
        {
            headers.ETag = EntityTags.Of(version, format);
        }

        return format.SendAsync(httpContext, content);
    }
}
