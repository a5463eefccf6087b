using System.Globalization;
using System.Net;
using System.Text.Json;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cart.AspNetCore.Tests;

/// <summary>The cart as server-sent events.</summary>
public sealed class LiveCartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_cart_comes_as_it_is_and_again_after_each_change()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await using var stream = await EventStream.FollowAsync(shop, shopper);

        Assert.Equal(("cart", "1", 1), await stream.NextAsync());
        await shopper.AddMugsAsync(2);
        Assert.Equal(("cart", "2", 3), await stream.NextAsync());
        await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":-2}""");
        var (_, id, count) = await stream.NextAsync();

        Assert.Equal(("3", 1), (id, count));
        Assert.True(JsonElement.DeepEquals((await shopper.GetAsync()).Json, stream.Cart));
    }

    [Fact]
    public async Task A_client_that_was_away_goes_on_from_what_it_knows()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await shopper.AddMugsAsync();

        await using var stale = await EventStream.FollowAsync(shop, shopper, ("Last-Event-ID", "1"));
        await using var current = await EventStream.FollowAsync(shop, shopper, ("Last-Event-ID", "2"));
        Assert.Equal(("cart", "2", 2), await stale.NextAsync());
        await shopper.AddMugsAsync();

        Assert.Equal(("cart", "3", 3), await current.NextAsync());
    }

    [Fact]
    public async Task Many_changes_at_once_arrive_in_the_order_of_their_versions_and_the_last_one_does()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await using var first = await EventStream.FollowAsync(shop, shopper);
        await using var second = await EventStream.FollowAsync(shop, shopper);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.AddMugsAsync()));

        foreach (var stream in (EventStream[])[first, second])
        {
            var last = 0;
            while (last < 51)
            {
                var (_, id, _) = await stream.NextAsync();
                Assert.True(int.Parse(id!, CultureInfo.InvariantCulture) > last);
                last = int.Parse(id!, CultureInfo.InvariantCulture);
            }
        }
    }

    [Fact]
    public async Task The_end_of_a_cart_is_an_empty_cart_and_the_end_of_the_stream()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await using var stream = await EventStream.FollowAsync(shop, shopper);
        await stream.NextAsync();

        await shopper.CheckOutAsync();

        Assert.Equal(("cart", "0", 0), await stream.NextAsync());
        Assert.True(await stream.IsAtEndAsync());
    }

    [Fact]
    public async Task A_visitor_without_a_cart_sees_that_and_nothing_is_created()
    {
        await using var shop = await TestShop.StartAsync();
        var visitor = shop.NewShopper();
        await using var stream = await EventStream.FollowAsync(shop, visitor);

        Assert.Equal(("cart", "0", 0), await stream.NextAsync());
        Assert.True(await stream.IsAtEndAsync());
        Assert.False(stream.SetsCookies);
    }

    [Fact]
    public async Task What_one_process_changes_a_stream_of_another_tells()
    {
        var redis = await RedisServer.ConnectionStringAsync();
        using var keys = new TemporaryDirectory();
        await using var one = await TestShop.StartAsync(cart => cart.UseRedis(redis).Services.ShareKeys(keys.Path));
        await using var two = await TestShop.StartAsync(cart => cart.UseRedis(redis).Services.ShareKeys(keys.Path));
        var shopper = one.NewShopper();
        await shopper.AddMugsAsync();
        await using var stream = await EventStream.FollowAsync(two, shopper);
        Assert.Equal(("cart", "1", 1), await stream.NextAsync());

        await shopper.AddMugsAsync();

        Assert.Equal(("cart", "2", 2), await stream.NextAsync());
    }

    [Fact]
    public async Task A_stream_outlives_a_store_that_is_away_for_a_while()
    {
        var carts = new FlakyCarts();
        await using var shop = await TestShop.StartAsync(cart => cart.Services.Replace(ServiceDescriptor.Singleton<ICartStore>(
            provider => carts.Over(provider.GetRequiredService<InMemoryCartStore>()))));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await using var stream = await EventStream.FollowAsync(shop, shopper);
        Assert.Equal(("cart", "1", 1), await stream.NextAsync());

        carts.FailNextReads(1);
        await shopper.AddMugsAsync();
        await carts.HasFailedAsync().WaitAsync(TimeSpan.FromSeconds(5), Cancellation);
        await shopper.AddMugsAsync();

        Assert.Equal(("cart", "3", 3), await stream.NextAsync());
    }

    [Fact]
    public async Task A_change_that_could_not_be_read_is_read_again_soon()
    {
        var carts = new FlakyCarts();
        await using var shop = await TestShop.StartAsync(cart => cart.Services.Replace(ServiceDescriptor.Singleton<ICartStore>(
            provider => carts.Over(provider.GetRequiredService<InMemoryCartStore>()))));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await using var stream = await EventStream.FollowAsync(shop, shopper);
        Assert.Equal(("cart", "1", 1), await stream.NextAsync());

        carts.FailNextReads(1);
        await shopper.AddMugsAsync();
        await carts.HasFailedAsync().WaitAsync(TimeSpan.FromSeconds(5), Cancellation);

        Assert.Equal(("cart", "2", 2), await SoonAsync(shop, shopper, stream.NextAsync()));
    }

    [Fact]
    public async Task A_stream_that_could_not_be_told_of_changes_is_told_when_the_store_is_back()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart.Services.Replace(ServiceDescriptor.Singleton<ICartWatch>(
            static provider => new LateWatch(provider.GetRequiredService<InMemoryCartStore>()))));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await using var stream = await EventStream.FollowAsync(shop, shopper);
        Assert.Equal(("cart", "1", 1), await stream.NextAsync());

        await shopper.AddMugsAsync();
        Assert.Equal(("cart", "2", 2), await SoonAsync(shop, shopper, stream.NextAsync()));
        await shopper.AddMugsAsync();

        Assert.Equal(("cart", "3", 3), await stream.NextAsync());
    }

    [Fact]
    public async Task A_client_that_takes_no_events_is_told_so()
    {
        await using var shop = await TestShop.StartAsync();

        (await shop.NewShopper().SendAsync("GET", "/cart/events", null, ("Accept", "application/json")))
            .IsProblem(HttpStatusCode.NotAcceptable, "not_acceptable");
    }

    [Fact]
    public async Task A_stream_ends_with_the_host()
    {
        var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await using var stream = await EventStream.FollowAsync(shop, shopper);
        await stream.NextAsync();

        await shop.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    // The clock of the shop goes on by less than a heartbeat, and the stream has time between the seconds.
    private static async Task<T> SoonAsync<T>(TestShop shop, Shopper shopper, Task<T> awaited)
    {
        for (var second = 0; second < 8 && !awaited.IsCompleted; second++)
        {
            shop.Time.Advance(TimeSpan.FromSeconds(1));
            await shopper.GetAsync();
        }

        return await awaited;
    }

    /// <summary>Is away when it is first asked.</summary>
    private sealed class LateWatch(ICartWatch watch) : ICartWatch
    {
        private bool _isBack;

        public ValueTask<IAsyncDisposable> WatchAsync(CartId id, Action changed, CancellationToken cancellationToken = default)
        {
            if (_isBack)
            {
                return watch.WatchAsync(id, changed, cancellationToken);
            }

            _isBack = true;
            throw new CartUnavailableException("The store is away.", outcomeUnknown: false);
        }

        public ValueTask NotifyAsync(CartId id, CancellationToken cancellationToken = default) => watch.NotifyAsync(id, cancellationToken);
    }
}
