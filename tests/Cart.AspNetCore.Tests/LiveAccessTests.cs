using System.Security.Claims;
using Cart.Engine;
using Cart.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>A stream sends a cart only as long as its shopper may open that cart.</summary>
public sealed class LiveAccessTests
{
    public static TheoryData<string> Adapters => ["cookie", "session", "redis"];

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task A_stream_of_a_guest_ends_when_the_cart_becomes_a_users(string adapter)
    {
        await using var shop = await TestShop.StartAsync(cart => Use(cart, adapter));
        var victim = shop.NewShopper();
        await victim.AddMugsAsync();
        var thief = shop.NewShopper();
        thief.Cookie = victim.Cookie;
        await using var stream = await EventStream.FollowAsync(shop, thief);
        Assert.Equal(1, (await stream.NextAsync()).Count);

        await SignInAsync(victim, "ann");
        await victim.AddMugsAsync(3);

        Assert.Equal(("cart", "0", 0), await stream.NextAsync());
        Assert.True(await stream.IsAtEndAsync());
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task A_stream_of_a_user_ends_when_the_user_signs_out(string adapter)
    {
        await using var shop = await TestShop.StartAsync(cart => Use(cart, adapter), map: MapSignOut);
        var browser = await SignedInAsync(shop);
        await using var stream = await EventStream.FollowAsync(shop, browser);
        Assert.Equal(1, (await stream.NextAsync()).Count);

        await browser.SendAsync("POST", "/sign-out");
        var phone = shop.NewShopper();
        phone.User = "ann";
        await phone.AddMugsAsync(4);

        Assert.Equal(("cart", "0", 0), await stream.NextAsync());
        Assert.True(await stream.IsAtEndAsync());
    }

    [Fact]
    public async Task A_stream_of_a_user_ends_when_the_browser_signs_in_as_another_user()
    {
        await using var shop = await TestShop.StartAsync(
            static cart => Use(cart, "cookie"),
            map: static app => app.MapPost("/login", static (HttpContext context, string user) => context.SignInAsync("Cookies", NamedUser(user))));
        var browser = shop.NewShopper();
        await browser.SendAsync("POST", "/login?user=ann");
        var phone = await SignedInAsync(shop);
        browser.User = "ann";
        await using var stream = await EventStream.FollowAsync(shop, browser);
        Assert.Equal(1, (await stream.NextAsync()).Count);

        await browser.SendAsync("POST", "/login?user=ann");
        await phone.AddMugsAsync();
        Assert.Equal(2, (await stream.NextAsync()).Count);
        browser.User = "bob";
        await browser.SendAsync("POST", "/login?user=bob");

        Assert.Equal(("cart", "0", 0), await stream.NextAsync());
        Assert.True(await stream.IsAtEndAsync());
    }

    [Fact]
    public async Task A_sign_out_ends_no_stream_of_another_user()
    {
        await using var shop = await TestShop.StartAsync(static cart => Use(cart, "cookie"), map: MapSignOut);
        var ann = await SignedInAsync(shop);
        var bob = shop.NewShopper();
        await bob.AddMugsAsync();
        await SignInAsync(bob, "bob");
        await using var stream = await EventStream.FollowAsync(shop, bob);
        var (_, id, _) = await stream.NextAsync();

        await ann.SendAsync("POST", "/sign-out");
        await bob.AddMugsAsync();

        var (_, next, count) = await stream.NextAsync();
        Assert.Equal(2, count);
        Assert.NotEqual(id, next);
    }

    [Fact]
    public async Task A_sign_out_in_one_process_ends_the_streams_of_another()
    {
        var redis = await RedisServer.ConnectionStringAsync();
        using var keys = new TemporaryDirectory();
        await using var one = await TestShop.StartAsync(cart => Share(cart, redis, keys), map: MapSignOut);
        await using var two = await TestShop.StartAsync(cart => Share(cart, redis, keys), map: MapSignOut);
        var browser = await SignedInAsync(one, "user-" + Guid.NewGuid());
        await using var stream = await EventStream.FollowAsync(two, browser);
        Assert.Equal(1, (await stream.NextAsync()).Count);

        await browser.SendAsync("POST", "/sign-out");

        Assert.Equal(("cart", "0", 0), await stream.NextAsync());
        Assert.True(await stream.IsAtEndAsync());
    }

    [Fact]
    public async Task A_stream_ends_after_some_minutes_so_that_its_client_is_authenticated_again()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await using var stream = await EventStream.FollowAsync(shop, shopper);
        await stream.NextAsync();

        shop.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.True(await stream.IsAtEndAsync());
    }

    private static void Share(CartBuilder cart, string redis, TemporaryDirectory keys)
    {
        Use(cart, "cookie");
        cart.UseRedis(redis).Services.ShareKeys(keys.Path);
    }

    private static void Use(CartBuilder cart, string adapter)
    {
        cart.Services.AddAuthentication("Cookies").AddCookie("Cookies");
        _ = adapter switch
        {
            "session" => cart.UseAspNetSession(),
            "redis" => cart.UseRedisSession(),
            _ => cart.UseCookies(),
        };
    }

    private static void MapSignOut(WebApplication app) =>
        app.MapPost("/sign-out", static (HttpContext context) => context.SignOutAsync("Cookies"));

    private static ClaimsPrincipal NamedUser(string user) => new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], "Cookies"));

    private static async Task<Shopper> SignedInAsync(TestShop shop, string user = "ann")
    {
        var browser = shop.NewShopper();
        await browser.AddMugsAsync();
        await SignInAsync(browser, user);
        return browser;
    }

    private static async Task SignInAsync(Shopper shopper, string user)
    {
        shopper.User = user;
        Assert.True((int)(await shopper.SendAsync("POST", "/sign-in")).Status < 300);
    }
}
