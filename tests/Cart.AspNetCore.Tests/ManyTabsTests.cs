using System.Net;
using Cart.Engine;
using Cart.Faults;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cart.AspNetCore.Tests;

/// <summary>64 tabs of one browser add 25 times each over HTTP, while a checker is asked for the stock: every add counts.</summary>
public sealed class ManyTabsTests : IDisposable
{
    private const int Tabs = 64;
    private const int Adds = 25;
    private const double MostTripsPerAdd = 3;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task Every_add_of_64_tabs_counts_on_the_embedded_store(bool isSignedIn, bool tells)
    {
        await using var shop = await TestShop.StartAsync(cart => cart.UseEmbeddedCarts(_directory.Path).UseInventoryChecker(new Stock(tells)));

        await AddFromAllTabsAsync(shop, isSignedIn);
    }

    /// <remarks>
    /// The counts are those of INFO commandstats, on a Redis that nobody else uses. It counts commands inside scripts, too, so only those are added up
    /// that are the first of a packet that the shop waits for: a script (the read of the whole cart travels behind it), a read of a cart alone, and the
    /// question for a user's cart, which is HGET and PTTL in one packet and is counted by PTTL. PUBLISH and EXPIRE are not waited for.
    /// </remarks>
    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task Every_add_of_64_tabs_counts_on_Redis_within_three_round_trips(bool isSignedIn, bool tells)
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, "Needs redis-server as a program of this machine.");
        await using var redis = await RedisProcess.StartAsync("everysec", Cancellation);
        await using var shop = await TestShop.StartAsync(cart => cart.UseRedis(redis.ConnectionString).UseInventoryChecker(new Stock(tells)));
        await using var observer = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var server = observer.GetServers()[0];
        var (before, after) = (await CommandCounts.OfAsync(server), (CommandCounts?)null);

        await AddFromAllTabsAsync(
            shop, isSignedIn, async () => before = await CommandCounts.OfAsync(server), async () => after = await CommandCounts.OfAsync(server));

        var counts = after!.Since(before);
        var scripts = counts["evalsha"] + counts["eval"];
        var trips = scripts + counts["pttl"] + Math.Max(0, counts["hgetall"] - scripts);
        var average = (double)trips / ((Tabs * Adds) - 1);
        TestContext.Current.SendDiagnosticMessage(
            $"signed in {isSignedIn}, tells {tells}: {average:F2} round trips an add; "
            + $"{scripts} scripts, {counts["hgetall"]} HGETALL, {counts["pttl"]} PTTL.");
        Assert.InRange(average, 1, MostTripsPerAdd);
    }

    // The first add starts the cart, so that all tabs have its cookie.
    private static async Task AddFromAllTabsAsync(TestShop shop, bool isSignedIn, Func<Task>? begun = null, Func<Task>? ended = null)
    {
        var browser = shop.NewShopper();
        browser.User = isSignedIn ? "ann" : null;
        var first = await browser.AddMugsAsync();
        await (begun?.Invoke() ?? Task.CompletedTask);
        var tabs = Enumerable.Range(0, Tabs).Select(_ =>
        {
            var tab = shop.NewShopper();
            (tab.User, tab.Cookie) = (browser.User, browser.Cookie);
            return tab;
        });

        var refused = await Task.WhenAll(tabs.Select((tab, number) => Task.Run(async () =>
        {
            var answers = new List<Answer>();
            for (var add = number == 0 ? 1 : 0; add < Adds; add++)
            {
                answers.Add(await tab.AddMugsAsync());
            }

            return answers.Where(static answer => answer.Status != HttpStatusCode.OK).ToList();
        })));

        await (ended?.Invoke() ?? Task.CompletedTask);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.All(refused, Assert.Empty);
        Assert.Equal(Tabs * Adds, (await browser.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    /// <summary>Has exactly what all tabs want, and tells how many there are or only answers questions about quantities.</summary>
    private sealed class Stock(bool tells) : IInventoryChecker
    {
        public ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(quantity.Units <= Tabs * Adds);

        public ValueTask<IReadOnlyDictionary<ProductKey, int>> GetAvailableAsync(
            IReadOnlyCollection<ProductKey> products, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyDictionary<ProductKey, int>>(
                products.Where(_ => tells).ToDictionary(static product => product, static _ => Tabs * Adds));

        public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
            CheckAsync(product, quantity, cancellationToken);
    }
}
