using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

/// <summary>Kills a shop on embedded stores while it works: it starts again without complaint and has every add that it acknowledged.</summary>
public sealed class EmbeddedKillTests : IDisposable
{
    // 26 kills. Two shops beside each other take half the time of one after the other.
    private const int Shops = 2;
    private const int Rounds = 13;
    private const int AddsBeforeTheKill = 20;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_shop_that_is_killed_at_work_starts_again_with_all_that_it_acknowledged() =>
        await Task.WhenAll(Enumerable.Range(1, Shops).Select(shop => KillAgainAndAgainAsync(Path.Combine(_directory.Path, $"shop{shop}"))));

    private static async Task KillAgainAndAgainAsync(string directory)
    {
        Directory.CreateDirectory(directory);
        var acknowledged = new ConcurrentQueue<string>();
        for (var round = 1; round <= Rounds; round++)
        {
            await using var shop = await StorefrontProcess.StartAsync(directory);
            await Task.WhenAll(acknowledged.Select(cookie => AssertKeptAsync(shop, cookie)));
            var adders = Enumerable.Range(0, 8).Select(_ => AddUntilKilledAsync(shop, acknowledged)).ToList();
            while (acknowledged.Count < round * AddsBeforeTheKill)
            {
                Cancellation.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            await shop.KillAsync();
            await Task.WhenAll(adders);
        }

        await using var last = await StorefrontProcess.StartAsync(directory);
        await Task.WhenAll(acknowledged.Select(cookie => AssertKeptAsync(last, cookie)));
    }

    private static async Task AddUntilKilledAsync(StorefrontProcess shop, ConcurrentQueue<string> acknowledged)
    {
        try
        {
            while (true)
            {
                using var added = await shop.Client.PostAsJsonAsync(
                    new Uri("/cart/items", UriKind.Relative), new { content_type_id = 7, object_id = 42 }, Cancellation);
                Assert.Equal(HttpStatusCode.OK, added.StatusCode);
                acknowledged.Enqueue(added.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
            }
        }
        catch (HttpRequestException)
        {
            // The shop was killed.
        }
    }

    private static async Task AssertKeptAsync(StorefrontProcess shop, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/cart") { Headers = { { "Cookie", cookie } } };
        using var cart = await shop.Client.SendAsync(request, Cancellation);
        Assert.Contains("\"count\":1,", await cart.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
