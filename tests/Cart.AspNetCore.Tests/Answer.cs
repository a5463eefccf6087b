using System.Net;
using System.Text.Json;

namespace Cart.AspNetCore.Tests;

/// <summary>An answer of the API, read to its end.</summary>
internal sealed class Answer(HttpResponseMessage response, string text)
{
    public HttpStatusCode Status => response.StatusCode;

    public string Text => text;

    public JsonElement Json => JsonDocument.Parse(text).RootElement;

    public string Code => Json.GetProperty("code").GetString()!;

    public string? MediaType => response.Content.Headers.ContentType?.ToString();

    public Uri? Location => response.Headers.Location;

    public IReadOnlyList<string> SetCookies => response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];

    public string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>Checks that this is a problem document with that status and code.</summary>
    public void IsProblem(HttpStatusCode status, string code)
    {
        Assert.Equal((status, code), (Status, MediaType == "application/problem+json" ? Code : text));
        Assert.Equal((int)status, Json.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(Json.GetProperty("detail").GetString()));
        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
    }
}
