using System.Net.Http.Headers;
using System.Text;

namespace Cart.AspNetCore.Tests;

/// <summary>Somebody with a browser of their own: sends requests, and keeps the cookie that an answer sets.</summary>
internal sealed class Shopper(HttpClient client)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The user who is signed in; null for a guest.</summary>
    public string? User { get; set; }

    /// <summary>The cookie as it is sent, name and value; null for none.</summary>
    public string? Cookie { get; set; }

    public Task<Answer> GetAsync(params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, "/cart", null, headers);

    public Task<Answer> AddAsync(string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, "/cart/items", Json(json), headers);

    public Task<Answer> AddMugsAsync(int quantity = 1, params (string Name, string Value)[] headers) =>
        AddAsync($$"""{"content_type_id":7,"object_id":42,"quantity":{{quantity}}}""", headers);

    public Task<Answer> CheckOutAsync(string? json = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, "/cart/checkout", json is null ? null : Json(json), headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (Cookie is not null)
        {
            request.Headers.Add("Cookie", Cookie);
        }

        if (User is not null)
        {
            request.Headers.Add(TestShop.UserHeader, User);
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await client.SendAsync(request, Cancellation);
        var answer = new Answer(response, await response.Content.ReadAsByteArrayAsync(Cancellation));
        foreach (var cookie in answer.SetCookies)
        {
            Keep(cookie.Split(';')[0]);
        }

        return answer;
    }

    private void Keep(string cookie)
    {
        var others = (Cookie ?? "").Split("; ", StringSplitOptions.RemoveEmptyEntries).Where(kept => kept.Split('=')[0] != cookie.Split('=')[0]);
        Cookie = string.Join("; ", others.Append(cookie));
    }

    /// <summary>Sends a request with a JSON body, or none.</summary>
    public Task<Answer> SendAsync(string method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        SendAsync(new HttpMethod(method), path, json is null ? null : Json(json), headers);

    public static ByteArrayContent Json(string json) => Bytes(Encoding.UTF8.GetBytes(json), "application/json");

    public static ByteArrayContent Bytes(byte[] bytes, string? contentType) =>
        new(bytes) { Headers = { ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType) } };
}
