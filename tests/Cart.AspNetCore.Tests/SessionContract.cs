using System.Net;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What every way of knowing a shopper's cart does.</summary>
public abstract class SessionContract
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
    public async Task Signing_in_takes_the_guests_cart_along_and_signing_out_leaves_it_behind()
    {
        await using var shop = await StartAsync();
        var user = "user " + Guid.NewGuid();
        var guest = shop.NewShopper();
        await guest.AddMugsAsync(2);
        var planted = guest.Cookie;
        var elsewhere = shop.NewShopper();
        elsewhere.User = user;
        await elsewhere.AddMugsAsync(3);

        guest.User = user;
        await guest.SendAsync("POST", "/sign-in");
        Assert.Equal((HttpStatusCode.OK, 5), Seen(await guest.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 5), Seen(await elsewhere.GetAsync()));

        guest.User = null;
        Assert.Equal((HttpStatusCode.OK, 0), Seen(await guest.GetAsync()));
        var planter = shop.NewShopper();
        planter.Cookie = planted;
        Assert.Equal((HttpStatusCode.OK, 0), Seen(await planter.GetAsync()));
        planter.User = "another " + user;
        Assert.Equal((HttpStatusCode.OK, 0), Seen(await planter.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 1), Seen(await planter.AddMugsAsync()));
        Assert.Equal((HttpStatusCode.OK, 5), Seen(await elsewhere.GetAsync()));
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

    protected abstract void Use(CartBuilder cart);

    private protected Task<TestShop> StartAsync() => TestShop.StartAsync(Use);

    private protected static (HttpStatusCode Status, int Count) Seen(Answer answer) => (answer.Status, answer.Json.GetProperty("count").GetInt32());
}

/// <summary>What a session whose secret can change does besides.</summary>
public abstract class SecretSessionContract : SessionContract
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_planted_the_cookie_of_a_guest_is_left_behind_by_the_login(bool hasCartElsewhere)
    {
        await using var shop = await StartAsync();
        var planter = shop.NewShopper();
        await planter.AddMugsAsync();
        var victim = shop.NewShopper();
        victim.Cookie = planter.Cookie;
        victim.User = "user " + Guid.NewGuid();
        if (hasCartElsewhere)
        {
            var elsewhere = shop.NewShopper();
            elsewhere.User = victim.User;
            await elsewhere.AddMugsAsync(3);
        }

        var signedIn = await victim.SendAsync("POST", "/sign-in");
        Assert.NotEqual(planter.Cookie, Assert.Single(signedIn.SetCookies).Split(';')[0]);
        var units = hasCartElsewhere ? 4 : 1;
        Assert.Equal((HttpStatusCode.OK, units), Seen(await victim.GetAsync()));

        Assert.Equal((HttpStatusCode.OK, 0), Seen(await planter.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 7), Seen(await planter.AddMugsAsync(7)));
        Assert.Equal((HttpStatusCode.OK, units), Seen(await victim.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, units + 1), Seen(await victim.AddMugsAsync()));
        Assert.Equal((HttpStatusCode.OK, 7), Seen(await planter.GetAsync()));
    }
}

public sealed class CookieSessionTests : SecretSessionContract
{
    protected override void Use(CartBuilder cart) => cart.UseCookies();
}

public sealed class RedisSessionTests : SecretSessionContract
{
    protected override void Use(CartBuilder cart) => cart.UseRedisSession();
}

public sealed class AspNetSessionTests : SessionContract
{
    [Fact]
    public async Task The_first_things_of_one_session_at_once_are_in_one_cart()
    {
        await using var shop = await TestShop.StartAsync(cart => Use(cart.AddVisits()));
        var visitor = shop.NewShopper();
        await visitor.SendAsync("GET", "/visit");
        var tabs = Enumerable.Range(0, 8).Select(_ => shop.NewShopper()).ToList();
        tabs.ForEach(tab => tab.Cookie = visitor.Cookie);

        await Task.WhenAll(tabs.Select(tab => tab.AddMugsAsync()));

        Assert.Equal(8, (await visitor.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("-1")]
    public async Task What_the_session_holds_that_is_no_cart_counts_as_none(string garbage)
    {
        await using var shop = await TestShop.StartAsync(cart => Use(cart.AddVisits(garbage)));
        var visitor = shop.NewShopper();
        await visitor.SendAsync("GET", "/visit");

        Assert.Equal(0, (await visitor.GetAsync()).Json.GetProperty("count").GetInt32());
        Assert.Equal(1, (await visitor.AddMugsAsync()).Json.GetProperty("count").GetInt32());
        Assert.Equal(1, (await visitor.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    protected override void Use(CartBuilder cart) => cart.UseAspNetSession();
}

/// <summary>A session of the host's own, as the documents show it.</summary>
public sealed class OwnSessionTests
{
    [Fact]
    public async Task A_session_of_the_hosts_own_needs_five_methods_at_most()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart.UseSession<HeaderSession>());
        var shopper = shop.NewShopper();
        var device = ("X-Device", Guid.NewGuid().ToString());

        await shopper.AddMugsAsync(2, device);
        await shopper.CheckOutAsync(null, device);
        await shopper.AddMugsAsync(3, device);

        Assert.Equal(3, (await shopper.GetAsync(device)).Json.GetProperty("count").GetInt32());
        Assert.Equal(0, (await shopper.GetAsync(("X-Device", "other"))).Json.GetProperty("count").GetInt32());
        Assert.Equal(1, (await shopper.SendAsync("GET", "/orders", null, device)).Json.GetProperty("orders").GetArrayLength());
    }
}
