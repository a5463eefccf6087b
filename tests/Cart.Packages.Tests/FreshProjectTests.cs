using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cart.Testing;

namespace Cart.Packages.Tests;

/// <summary>What somebody gets who has the packages and nothing of this repository.</summary>
public sealed class FreshProjectTests(PackedPackages packages)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_program_of_the_readme_builds_from_the_packages_and_shops_from_add_to_order()
    {
        using var project = new FreshProject(packages);
        await project.BuildAsync();
        await using var shop = await StorefrontProcess.StartProgramAsync(project.Program, project.ContentRoot);
        using var shopper = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = shop.Client.BaseAddress };

        var added = await shopper.PostAsJsonAsync("/cart/items", new { content_type_id = 7, object_id = 42, quantity = 2 }, Cancellation);
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync(Cancellation));
        var cart = await shopper.GetFromJsonAsync<JsonElement>("/cart", Cancellation);
        Assert.Equal((2, "19.98"), (cart.GetProperty("count").GetInt32(), cart.GetProperty("total").GetString()));

        var ordered = await shopper.PostAsync(new Uri("/cart/checkout", UriKind.Relative), null, Cancellation);
        var again = await shopper.PostAsync(new Uri("/cart/checkout", UriKind.Relative), null, Cancellation);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (ordered.StatusCode, again.StatusCode));
        var order = await ordered.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("\"total\":\"19.98\"", order, StringComparison.Ordinal);
        Assert.Equal(order, await again.Content.ReadAsStringAsync(Cancellation));
    }
}
