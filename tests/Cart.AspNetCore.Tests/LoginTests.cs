using System.Net;
using System.Text;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

/// <summary>Signing in to the storefront, as programs do.</summary>
public sealed class LoginTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_user_takes_the_guests_cart_along_and_leaves_everything_at_the_logout()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        using var guest = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = shop.Client.BaseAddress };
        using var elsewhere = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = shop.Client.BaseAddress };

        await PostAsync(guest, "/cart/items", """{"content_type_id":7,"object_id":42,"quantity":2}""");
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(guest, "/login", """{"user":"alice"}"""));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(elsewhere, "/login", """{"user":"alice"}"""));
        Assert.Contains("\"count\":2", await ReadAsync(elsewhere, "/cart"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, await PostAsync(elsewhere, "/cart/checkout", "{}"));
        Assert.Contains("\"total\":\"19.98\"", await ReadAsync(guest, "/orders"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(guest, "/logout", ""));
        Assert.Equal("""{"orders":[],"next_cursor":null}""", await ReadAsync(guest, "/orders"));
    }

    [Fact]
    public async Task What_is_no_login_is_refused()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        var shopper = shop.NewShopper();
        foreach (var body in (string[])["", "null", "{}", """{"user":null}""", """{"user":5}""", """{"user":""}""", """{"user":" alice"}""",
            """{"user":"a\u0000"}""", """{"user":"\u202eecila"}""", """{"user":"\ud800"}""", """{"user":"a","admin":true}""", """{"user":"a","user":"b"}""",
            $$"""{"user":"{{new string('a', 256)}}"}"""])
        {
            (await shopper.SendAsync("POST", "/login", body)).IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        }

        foreach (var length in (int[])[76, 255])
        {
            Assert.Equal(HttpStatusCode.NoContent, (await shop.NewShopper().SendAsync("POST", "/login", $$"""{"user":"{{new string('a', length)}}"}""")).Status);
        }

        foreach (var type in (string[])["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-7", "application/vnd.api+json"])
        {
            var answer = await shopper.SendAsync(HttpMethod.Post, "/login", Shopper.Bytes(Encoding.UTF8.GetBytes("""{"user":"alice"}"""), type));
            answer.IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        }

        (await shopper.SendAsync("POST", "/login", """{"user":"alice"}""", ("Sec-Fetch-Site", "cross-site")))
            .IsProblem(HttpStatusCode.Forbidden, "cross_site_request");
        (await shopper.SendAsync("POST", "/logout", null, ("Origin", "https://evil.example"))).IsProblem(HttpStatusCode.Forbidden, "cross_site_request");
        Assert.Null(shopper.Cookie);
    }

    [Fact]
    public async Task In_production_nobody_signs_in_by_name_alone()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path, environment: ("ASPNETCORE_ENVIRONMENT", "Production"));
        var shopper = shop.NewShopper();

        Assert.Equal(HttpStatusCode.NotFound, (await shopper.SendAsync("POST", "/login", """{"user":"alice"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await shopper.SendAsync("GET", "/sign-in", null, ("Accept", "text/html"))).Status);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, string json)
    {
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), Shopper.Json(json), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static Task<string> ReadAsync(HttpClient client, string path) =>
        client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
