using System.Net;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

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
    [Fact]
    public async Task A_copy_of_the_cookie_plants_nothing_into_the_cart_of_a_later_sign_in()
    {
        await using var shop = await StartAsync();
        var (victim, thief) = (shop.NewShopper(), shop.NewShopper());
        await victim.AddMugsAsync();
        await victim.CheckOutAsync();
        thief.Cookie = victim.Cookie;
        await thief.AddMugsAsync(3);

        victim.User = "user " + Guid.NewGuid();
        await victim.SendAsync("POST", "/sign-in");

        Assert.Equal((HttpStatusCode.OK, 1), Seen(await victim.AddMugsAsync()));
    }

    [Fact]
    public async Task A_copy_of_the_cookie_from_before_the_order_leads_to_no_later_cart()
    {
        await using var shop = await StartAsync();
        var (victim, thief) = (shop.NewShopper(), shop.NewShopper());
        await victim.AddMugsAsync();
        thief.Cookie = victim.Cookie;
        await victim.CheckOutAsync();
        await victim.AddMugsAsync(2);

        Assert.Equal((HttpStatusCode.OK, 0), Seen(await thief.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 7), Seen(await thief.AddMugsAsync(7)));
        Assert.Equal((HttpStatusCode.OK, 2), Seen(await victim.GetAsync()));
    }

    [Fact]
    public async Task A_copy_of_the_cookie_from_after_the_order_joins_no_cart_that_is_in_use()
    {
        await using var shop = await StartAsync();
        var (victim, thief) = (shop.NewShopper(), shop.NewShopper());
        await victim.AddMugsAsync();
        await victim.CheckOutAsync();
        thief.Cookie = victim.Cookie;
        await victim.AddMugsAsync(2);
        shop.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((HttpStatusCode.OK, 7), Seen(await thief.AddMugsAsync(7)));
        Assert.Equal((HttpStatusCode.OK, 2), Seen(await victim.GetAsync()));
    }

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

    [Theory]
    [InlineData("POST", "/cart/items", """{"content_type_id":7,"object_id":42}""")]
    [InlineData("PUT", "/cart/import", """{"7:42":{"content_type_id":7,"object_id":42,"unit_price":"9.99","quantity":1}}""")]
    [InlineData("POST", "/facade", null)]
    public async Task A_change_is_refused_where_the_session_cannot_keep_a_cart(string method, string path, string? json)
    {
        await using var shop = await TestShop.StartAsync(
            static cart => cart.UseSession<HeaderSession>(),
            map: static app => app.MapPost("/facade", static (ShoppingCart cart) => cart.AddAsync(TestShop.Mug.Key, 9.99m)));
        var visitor = shop.NewShopper();

        (await visitor.SendAsync(method, path, json)).IsProblem(HttpStatusCode.Unauthorized, "session_required");

        Assert.Equal(0, (await visitor.GetAsync()).Json.GetProperty("count").GetInt32());
        Assert.Empty((await shop.Services.GetRequiredService<ICartDirectory>().ListAsync(null, 10, TestContext.Current.CancellationToken)).Carts);
    }
}
