using System.Net;
using System.Text;
using System.Text.Json;
using MessagePack;

namespace Cart.AspNetCore.Tests;

/// <summary>An answer of the API, read to its end.</summary>
internal sealed class Answer(HttpResponseMessage response, byte[] bytes)
{
    public HttpStatusCode Status => response.StatusCode;

    public string Text { get; } = Encoding.UTF8.GetString(bytes);

    public byte[] Bytes => bytes;

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The version and the format that the entity tag names, <c>"2-j"</c>; null for an answer without one.</summary>
    public string? Tag => Header("ETag") is { } tag ? $"\"{string.Join('-', tag.Trim('"').Split('-').Take(2))}\"" : null;

    /// <summary>The answer as JSON, also if it came as MessagePack.</summary>
    public JsonElement Content => MediaType?.EndsWith("msgpack", StringComparison.Ordinal) is true
        ? JsonDocument.Parse(MessagePackSerializer.ConvertToJson(bytes)).RootElement
        : Json;

    public string Code => Json.GetProperty("code").GetString()!;

    public string? MediaType => response.Content.Headers.ContentType?.ToString();

    public Uri? Location => response.Headers.Location;

    public IReadOnlyList<string> SetCookies => response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];

    public string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>Checks that this is a problem document with that status and code.</summary>
    public void IsProblem(HttpStatusCode status, string code)
    {
        Assert.Equal((status, code), (Status, MediaType == "application/problem+json" ? Code : Text));
        Assert.Equal((int)status, Json.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(Json.GetProperty("detail").GetString()));
        Assert.DoesNotContain("null", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", Text, StringComparison.Ordinal);
    }
}
