using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cart.Testing;

namespace Cart.Cluster.Tests;

/// <summary>The same storefront on every kind of server, by nothing but its configuration.</summary>
[Collection(SentinelServers.Name)]
public sealed class StorefrontServersTests(CalmCluster cluster, SentinelServers servers)
{
    [Theory]
    [InlineData("embedded")]
    [InlineData("standalone")]
    [InlineData("sentinel")]
    [InlineData("cluster")]
    public async Task A_shopper_goes_from_the_first_add_to_the_order(string kind)
    {
        var redis = kind switch
        {
            "standalone" => await RedisServer.ConnectionStringAsync(),
            "sentinel" => servers.Sentinel.ConnectionString,
            "cluster" => (await cluster.ClusterAsync()).ConnectionString,
            _ => null,
        };
        using var directory = new TemporaryDirectory();
        await using var shop = await StorefrontProcess.StartAsync(
            directory.Path, environment: [("ConnectionStrings__Redis", redis), ("Cart__Redis__KeyPrefix", $"shop-{Guid.NewGuid():N}"[..16])]);

        // Each shopper's cart is in a slot of its own, so in a cluster some are on every master.
        for (var shopper = 0; shopper < 10; shopper++)
        {
            await ShopAsync(shop.Client);
        }

        Assert.Contains(redis is null ? "embedded, " : "Redis (ConnectionStrings:Redis)", shop.Output);
    }

    private static async Task ShopAsync(HttpClient client)
    {
        var mug = new Dictionary<string, int> { ["content_type_id"] = 7, ["object_id"] = 42, ["quantity"] = 2 };
        using var added = await client.PostAsJsonAsync("/cart/items", mug, TestContext.Current.CancellationToken);
        var cookie = added.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal((HttpStatusCode.OK, 2), (added.StatusCode, (await ReadAsync(added)).GetProperty("count").GetInt32()));
        Assert.Equal(4, (await SendAsync(HttpMethod.Post, "/cart/items", mug)).Json.GetProperty("count").GetInt32());
        var cart = await SendAsync(HttpMethod.Get, "/cart", null);

        var placed = await SendAsync(HttpMethod.Post, "/cart/checkout", null);
        var again = await SendAsync(HttpMethod.Post, "/cart/checkout", null);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (placed.Status, again.Status));
        Assert.Equal(cart.Json.GetProperty("total").GetString(), placed.Json.GetProperty("total").GetString());
        Assert.Equal(placed.Json.GetRawText(), again.Json.GetRawText());

        async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(HttpMethod method, string path, object? body)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Add("Cookie", cookie);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return (response.StatusCode, await ReadAsync(response));
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
}
