using System.Net;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What every way of knowing a shopper's cart does.</summary>
public abstract partial class SessionContract
{
    [Fact]
    public async Task A_visitor_gets_a_session_with_the_first_thing_in_the_cart_and_keeps_it()
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();

        Assert.Empty((await shopper.GetAsync()).SetCookies);
        var cookie = Assert.Single((await shopper.AddMugsAsync()).SetCookies);
        var again = await shopper.AddMugsAsync(2);

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((3, 0), (again.Json.GetProperty("count").GetInt32(), again.SetCookies.Count));
        Assert.Equal(0, (await shop.NewShopper().GetAsync()).Json.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("%00%ff")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_forged_cookie_is_no_session(string value)
    {
        await using var shop = await StartAsync();
        var owner = shop.NewShopper();
        await owner.AddMugsAsync();
        var name = owner.Cookie!.Split('=')[0];
        var forger = shop.NewShopper();
        foreach (var forged in (string[])[value, owner.Cookie.Split('=', 2)[1] + "A", owner.Cookie.Split('=', 2)[1][..^2]])
        {
            forger.Cookie = $"{name}={forged}";
            Assert.Equal((HttpStatusCode.OK, 0), Seen(await forger.GetAsync()));
            Assert.Equal((HttpStatusCode.OK, 1), Seen(await forger.AddMugsAsync()));
        }

        Assert.Equal((HttpStatusCode.OK, 1), Seen(await owner.GetAsync()));
    }

    [Fact]
    public async Task Requests_that_come_at_once_after_an_order_start_one_cart()
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await shopper.CheckOutAsync();
        var cookie = shopper.Cookie;
        var tabs = Enumerable.Range(0, 8).Select(_ => shop.NewShopper()).ToList();
        tabs.ForEach(tab => tab.Cookie = cookie);

        await Task.WhenAll(tabs.Select(tab => tab.AddMugsAsync()));

        Assert.Equal((HttpStatusCode.OK, 8), Seen(await tabs[0].GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 8), Seen(await tabs[7].GetAsync()));
    }

    [Fact]
    public async Task The_orders_of_a_session_are_remembered_across_its_carts()
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        List<string?> placed = [];
        for (var n = 0; n < 3; n++)
        {
            await shopper.AddMugsAsync(n + 1);
            shop.Time.Advance(TimeSpan.FromSeconds(1));
            placed.Insert(0, (await shopper.CheckOutAsync()).Json.GetProperty("id").GetString());
        }

        var orders = (await shopper.SendAsync("GET", "/orders")).Json.GetProperty("orders");

        Assert.Equal(placed, orders.EnumerateArray().Select(static order => order.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_key_counts_once_across_order_sign_in_and_merge()
    {
        await using var shop = await StartAsync();
        var user = "user " + Guid.NewGuid();
        var elsewhere = shop.NewShopper();
        elsewhere.User = user;
        await elsewhere.AddMugsAsync(3);
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(1, ("Idempotency-Key", "k1"));
        await shopper.CheckOutAsync();
        await shopper.AddMugsAsync(1, ("Idempotency-Key", "k2"));

        IsReplay(await shopper.AddMugsAsync(1, ("Idempotency-Key", "k1")), 1);
        shopper.User = user;
        await shopper.SendAsync("POST", "/sign-in");
        IsReplay(await shopper.AddMugsAsync(1, ("Idempotency-Key", "k1")), 4);
        IsReplay(await shopper.AddMugsAsync(1, ("Idempotency-Key", "k2")), 4);
        (await shopper.AddMugsAsync(2, ("Idempotency-Key", "k2"))).IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Equal((HttpStatusCode.OK, 5), Seen(await shopper.AddMugsAsync(1, ("Idempotency-Key", "k3"))));

        static void IsReplay(Answer answer, int count)
        {
            Assert.Equal((HttpStatusCode.OK, count), Seen(answer));
            Assert.Equal("true", answer.Header("Idempotent-Replayed"));
        }
    }

    [Fact]
    public async Task Versions_only_grow_through_orders_deletions_and_merges()
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        List<long> seen = [];
        await SeeAsync(await shopper.AddMugsAsync());
        await shopper.CheckOutAsync();
        await SeeAsync(await shopper.GetAsync());
        await SeeAsync(await shopper.AddMugsAsync());
        var directory = shop.Services.GetRequiredService<ICartDirectory>();
        var page = await directory.ListAsync(null, 100, TestContext.Current.CancellationToken);
        foreach (var cart in page.Carts.Where(static cart => cart.State is CartState.Open))
        {
            Assert.True(await directory.DeleteAsync(cart, TestContext.Current.CancellationToken));
        }

        await SeeAsync(await shopper.GetAsync());
        for (var n = 0; n < 3; n++)
        {
            await SeeAsync(await shopper.AddMugsAsync());
        }

        var elsewhere = shop.NewShopper();
        elsewhere.User = "user " + Guid.NewGuid();
        await elsewhere.AddMugsAsync();
        shopper.User = elsewhere.User;
        await shopper.SendAsync("POST", "/sign-in");
        await SeeAsync(await shopper.GetAsync());

        Assert.Equal(seen.Distinct().Order(), seen);

        Task SeeAsync(Answer answer)
        {
            seen.Add(answer.Json.GetProperty("version").GetInt64());
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData("POST", "/cart/items", """{"content_type_id":7,"object_id":42}""")]
    [InlineData("PUT", "/cart/import", """{"7:42":{"content_type_id":7,"object_id":42,"unit_price":"9.99","quantity":1}}""")]
    public async Task A_guests_cart_lives_an_hour_until_its_browser_comes_back(string method, string path, string json)
    {
        await using var shop = await StartAsync();
        var (crawler, shopper, user) = (shop.NewShopper(), shop.NewShopper(), shop.NewShopper());
        user.User = "user " + Guid.NewGuid();
        foreach (var visitor in (Shopper[])[crawler, shopper, user])
        {
            Assert.Equal(HttpStatusCode.OK, (await visitor.SendAsync(method, path, json)).Status);
        }

        shop.Time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal((HttpStatusCode.OK, 1), Seen(await shopper.GetAsync()));
        shop.Time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal((HttpStatusCode.OK, 0), Seen(await crawler.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 1), Seen(await shopper.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 1), Seen(await user.GetAsync()));
        shop.Time.Advance(TimeSpan.FromDays(13));
        Assert.Equal((HttpStatusCode.OK, 1), Seen(await shopper.GetAsync()));
    }

    protected abstract void Use(CartBuilder cart);

    private protected Task<TestShop> StartAsync() => TestShop.StartAsync(Use);

    private protected static (HttpStatusCode Status, int Count) Seen(Answer answer) => (answer.Status, answer.Json.GetProperty("count").GetInt32());
}
