using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Cart.Faults;
using Cart.Testing;

namespace Cart.Cluster.Tests;

/// <summary>The storefront as a process while one of its stores is away: what shoppers and orchestrators get, and that it recovers by itself.</summary>
public sealed class StorefrontOutageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shop_whose_PostgreSQL_is_away_starts_sells_no_order_and_becomes_ready_when_it_comes()
    {
        Assert.SkipUnless(PostgresProcess.IsInstalled, "Needs PostgreSQL as a program of this machine.");
        using var directory = new TemporaryDirectory();
        await using var postgres = await PostgresProcess.StartAsync(Cancellation);
        await postgres.StopImmediatelyAsync(Cancellation);
        await using var shop = await StorefrontProcess.StartAsync(directory.Path, environment: [("ConnectionStrings__Postgres", postgres.ConnectionString)]);

        var ready = await ReadyAsync(shop);
        var (added, cookie) = await AddAsync(shop);
        var refused = await CheckOutAsync(shop, cookie);
        await postgres.RestartImmediatelyAsync(Cancellation);
        await UntilAsync(async () => (await ReadyAsync(shop)).Status is HttpStatusCode.OK);
        var placed = await UntilAsync(async () => (await CheckOutAsync(shop, cookie)).Status is HttpStatusCode.Created);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.Status);
        Assert.Contains("\"cart-carts\":\"healthy\",\"cart-orders\":\"unhealthy\"", ready.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, added);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("\"code\":\"store_unavailable\"", refused.Text, StringComparison.Ordinal);
        Assert.True(placed);
    }

    [Fact]
    public async Task A_full_disk_is_answered_by_name_and_the_shop_recovers_when_there_is_room()
    {
        using var disk = new SmallDisk(megabytes: 40);
        Assert.SkipUnless(disk.IsMounted, SmallDisk.SkipReason);
        await using var shop = await StorefrontProcess.StartAsync(disk.Path);
        var (first, cookie) = await AddAsync(shop);

        disk.Fill();
        await UntilAsync(async () => (await AddAsync(shop)).Status is HttpStatusCode.ServiceUnavailable);
        await UntilAsync(async () => (await ReadyAsync(shop)).Status is HttpStatusCode.ServiceUnavailable);
        var refused = await SendAsync(shop, HttpMethod.Post, "/cart/items", cookie, Mug);
        var live = await SendAsync(shop, HttpMethod.Get, "/health/live", null);
        disk.Clear();
        await UntilAsync(async () => (await ReadyAsync(shop)).Status is HttpStatusCode.OK);
        var cart = await SendAsync(shop, HttpMethod.Get, "/cart", cookie);
        var placed = await UntilAsync(async () => (await CheckOutAsync(shop, cookie)).Status is HttpStatusCode.Created);

        Assert.Equal(HttpStatusCode.OK, first);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("\"code\":\"store_unavailable\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, live.Status);
        Assert.Contains("\"unique_count\":1", cart.Text, StringComparison.Ordinal);
        Assert.True(placed);
    }

    private static Dictionary<string, int> Mug => new() { ["content_type_id"] = 7, ["object_id"] = 42 };

    private static async Task<(HttpStatusCode Status, string? Cookie)> AddAsync(StorefrontProcess shop)
    {
        using var added = await shop.Client.PostAsJsonAsync("/cart/items", Mug, Cancellation);
        return (added.StatusCode, added.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single().Split(';')[0] : null);
    }

    private static Task<(HttpStatusCode Status, string Text)> CheckOutAsync(StorefrontProcess shop, string? cookie) =>
        SendAsync(shop, HttpMethod.Post, "/cart/checkout", cookie);

    private static Task<(HttpStatusCode Status, string Text)> ReadyAsync(StorefrontProcess shop) => SendAsync(shop, HttpMethod.Get, "/health/ready", null);

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(
        StorefrontProcess shop, HttpMethod method, string path, string? cookie, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var response = await shop.Client.SendAsync(request, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Patience, "It did not come about in time.");
        }

        return true;
    }
}
