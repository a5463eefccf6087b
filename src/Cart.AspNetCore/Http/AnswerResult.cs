using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cart.AspNetCore;

/// <summary>Represents a response in the negotiated format.</summary>
internal sealed record AnswerResult<T>(T Value, JsonTypeInfo<T> Type) : IResult
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Gets the version of the value, for its entity tag; null for none.</summary>
    public long? Version { get; init; }

    /// <summary>
    /// Gets the cart of the response, by <see cref="EntityTags.CartPart"/>. The tag then covers the whole response. Null if it is not a whole cart.
    /// </summary>
    public string? CartPart { get; init; }

    /// <summary>Gets whether the request had taken effect before, under the same <c>Idempotency-Key</c>.</summary>
    public bool Replayed { get; init; }

    /// <summary>Gets whether this is a minimal response, as the client prefers (RFC 7240).</summary>
    public bool IsMinimal { get; init; }

    /// <summary>Gets the URL of the value.</summary>
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

/// <summary>Negotiates the format of a response (RFC 9110, 12.5.1).</summary>
internal static class Negotiation
{
    /// <summary>Returns the format; null if the client accepts neither. A missing or malformed header means JSON.</summary>
    public static AnswerFormat? FormatFor(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (StringValues.IsNullOrEmpty(accept) || accept is ["*/*" or MediaTypes.Json]
            || !MediaTypeHeaderValue.TryParseList(accept, out var ranges))
        {
            return AnswerFormat.Json;
        }

        var json = QualityOf(MediaTypes.IsJson, ranges);
        var messagePack = QualityOf(static name => MediaTypes.IsMessagePack(name.ToString()), ranges);
        if (messagePack <= json)
        {
            return json > 0 ? AnswerFormat.Json : null;
        }

        var asked = ranges.FirstOrDefault(static range => MediaTypes.IsMessagePack(range.MediaType.Value!));
        return new AnswerFormat(asked?.MediaType.Value ?? MediaTypes.MessagePack, IsMessagePack: true);
    }

    /// <summary>Returns whether the client prefers an HTML page to data, as browsers do.</summary>
    public static bool PrefersPage(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges)
        && ranges.FirstOrDefault(static range => range.MediaType.Equals(MediaTypes.Page, StringComparison.OrdinalIgnoreCase)) is { } page
        && (page.Quality ?? 1) is > 0 and var quality
        && quality >= QualityOf(MediaTypes.IsJson, ranges)
        && quality >= QualityOf(static name => MediaTypes.IsMessagePack(name.ToString()), ranges);

    /// <summary>Returns whether the client accepts an event stream.</summary>
    public static bool AcceptsEvents(HttpRequest request) =>
        StringValues.IsNullOrEmpty(request.Headers.Accept)
        || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges)
        || ranges.Any(static range => range.Quality is not 0.0 && (range.MatchesAllTypes
            || range.MediaType.Equals(MediaTypes.EventStream, StringComparison.OrdinalIgnoreCase)
            || (range.MatchesAllSubTypes && range.Type.Equals("text", StringComparison.OrdinalIgnoreCase))));

    private delegate bool Names(ReadOnlySpan<char> mediaType);

    // The most specific range that matches the format decides.
    private static double QualityOf(Names isNamed, IList<MediaTypeHeaderValue> ranges) => ranges
        .Select(range => (Closeness: ClosenessOf(range, isNamed), Quality: range.Quality ?? 1))
        .Where(static range => range.Closeness > 0)
        .OrderByDescending(static range => range.Closeness).ThenByDescending(static range => range.Quality)
        .Select(static range => range.Quality)
        .FirstOrDefault();

    private static int ClosenessOf(MediaTypeHeaderValue range, Names isNamed) =>
        range.MatchesAllTypes ? 1
        : range.MatchesAllSubTypes ? (range.Type.Equals("application", StringComparison.OrdinalIgnoreCase) ? 2 : 0)
        : isNamed(range.MediaType.AsSpan()) ? 3 : 0;
}

/// <summary>Represents the format of a response.</summary>
/// <param name="MediaType">The media type, as the client gave it.</param>
/// <param name="IsMessagePack">True for MessagePack; false for JSON.</param>
internal sealed record AnswerFormat(string MediaType, bool IsMessagePack)
{
    public static AnswerFormat Json { get; } = new(MediaTypes.Json, IsMessagePack: false);

    /// <summary>Gets the letter in entity tags, so that the tags of the two formats differ.</summary>
    public char Letter => IsMessagePack ? 'm' : 'j';

    /// <summary>Returns the format of the response to a request.</summary>
    public static AnswerFormat Of(HttpContext context) => context.Features.Get<AnswerFormat>() ?? Json;

    /// <summary>Serialises a value in this format.</summary>
    public ReadOnlyMemory<byte> Write<T>(T value, JsonTypeInfo<T> type) =>
        IsMessagePack ? MessagePackContracts.Write(value, type) : JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <summary>Sends serialised content in this format.</summary>
    public Task SendAsync(HttpContext context, ReadOnlyMemory<byte> content)
    {
        context.Response.ContentType = MediaType;
        context.Response.ContentLength = content.Length;
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }
}

/// <summary>Defines the media types that are read and written.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Problem = "application/problem+json";
    public const string MessagePack = "application/vnd.msgpack";
    public const string Page = "text/html";
    public const string EventStream = "text/event-stream";

    private static readonly string[] MessagePackNames = [MessagePack, "application/msgpack", "application/x-msgpack", "application/x+msgpack"];

    public static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    public static bool IsJson(ReadOnlySpan<char> name) => name.Equals(Json, StringComparison.OrdinalIgnoreCase);

    public static bool IsMessagePack(string name) => MessagePackNames.Contains(name, StringComparer.OrdinalIgnoreCase);
}
