using System.Net;
using System.Text.RegularExpressions;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

/// <summary>What the sample's pages answer to requests that no form of theirs sends, and what caches may do with them.</summary>
public sealed partial class StorefrontPageTests : IDisposable
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_handler_or_a_method_that_a_page_does_not_have_is_not_found()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        using var browser = NewBrowser(shop);
        var order = await OrderAsync(browser);
        var token = AntiforgeryToken().Match(await browser.GetStringAsync("/basket", Token)).Groups[1].Value;
        Assert.NotEmpty(token);

        string[] paths = ["/basket?handler=Nope", "/basket?handler=", "/?handler=Nope", "/", "/my-orders", "/my-orders?handler=Nope", order];
        foreach (var path in paths)
        {
            foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Accept", Browser } } };
                request.Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
                using var answer = await browser.SendAsync(request, Token);

                Assert.Equal((method, path, HttpStatusCode.NotFound), (method, path, answer.StatusCode));
            }
        }

        Assert.DoesNotContain("fail: ", shop.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_cache_keeps_a_page_of_a_guest_or_a_user(bool isUser)
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        using var browser = NewBrowser(shop);
        if (isUser)
        {
            await browser.PostAsync("/login", Shopper.Json("""{"user":"alice"}"""), Token);
        }

        var order = await OrderAsync(browser);
        string[] paths = ["/", "/basket", "/basket?handler=Part", "/sign-in", "/my-orders", "/my-orders?before=x", order, $"/my-orders/{Guid.NewGuid()}", "/nowhere"];
        foreach (var path in paths)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", Browser } } };
            using var page = await browser.SendAsync(request, Token);

            Assert.Equal((path, true, true), (path, page.Headers.CacheControl?.NoStore, page.Headers.Vary.Contains("Cookie")));
        }
    }

    private static HttpClient NewBrowser(StorefrontProcess shop) =>
        new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = shop.Client.BaseAddress };

    private static async Task<string> OrderAsync(HttpClient browser)
    {
        await browser.PostAsync("/cart/items", Shopper.Json("""{"content_type_id":7,"object_id":42}"""), Token);
        using var placed = await browser.PostAsync("/cart/checkout", null, Token);
        await browser.PostAsync("/cart/items", Shopper.Json("""{"content_type_id":7,"object_id":42}"""), Token);
        return "/my-" + placed.Headers.Location!.OriginalString.TrimStart('/');
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex AntiforgeryToken();
}
