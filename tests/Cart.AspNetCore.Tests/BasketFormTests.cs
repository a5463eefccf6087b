using System.Net;
using System.Text.RegularExpressions;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

/// <summary>The form of the sample shop that places the order.</summary>
public sealed partial class BasketFormTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Two_clicks_at_once_and_one_after_the_next_cart_land_at_the_same_order()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false })
        {
            BaseAddress = shop.Client.BaseAddress,
        };
        await browser.PostAsync("/cart/items", Shopper.Json("""{"content_type_id":7,"object_id":42}"""), Token);
        var form = await FormAsync(browser);

        var clicks = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => PlaceAsync(browser, form)));
        await browser.PostAsync("/cart/items", Shopper.Json("""{"content_type_id":7,"object_id":43}"""), Token);
        var later = await PlaceAsync(browser, form);

        Assert.All(clicks.Append(later), place => Assert.StartsWith("/my-orders/", place, StringComparison.Ordinal));
        Assert.Single(clicks.Append(later).Distinct());
        Assert.Contains("\"count\":1", await browser.GetStringAsync("/cart", Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(later, Token)).StatusCode);
    }

    private static async Task<string> PlaceAsync(HttpClient browser, IReadOnlyDictionary<string, string> form)
    {
        using var answer = await browser.PostAsync("/basket?handler=CheckOut", new FormUrlEncodedContent(form), Token);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private static async Task<IReadOnlyDictionary<string, string>> FormAsync(HttpClient browser)
    {
        var page = await browser.GetStringAsync("/basket", Token);
        var form = page[page.IndexOf("handler=CheckOut", StringComparison.Ordinal)..];
        form = form[..form.IndexOf("</form>", StringComparison.Ordinal)];
        return HiddenField().Matches(form).ToDictionary(
            static field => field.Groups["name"].Value, static field => WebUtility.HtmlDecode(field.Groups["value"].Value));
    }

    [GeneratedRegex("""<input[^>]*name="(?<name>[^"]+)"[^>]*value="(?<value>[^"]*)""")]
    private static partial Regex HiddenField();
}
