using System.Net;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

public sealed class CookieTests
{
    [Theory]
    [InlineData("Production", "__Host-cart", true)]
    [InlineData("Staging", "__Host-cart", true)]
    [InlineData("Development", "cart", false)]
    public async Task The_first_add_sets_one_cookie_and_the_next_none(string environment, string name, bool secure)
    {
        await using var shop = await TestShop.StartAsync(environment: environment);
        var shopper = shop.NewShopper();

        var first = await shopper.AddMugsAsync();
        var second = await shopper.AddMugsAsync();

        var parts = Assert.Single(first.SetCookies).Split("; ");
        Assert.StartsWith(name + "=", parts[0], StringComparison.Ordinal);
        string[] attributes = ["httponly", "max-age=31536000", "path=/", "samesite=lax", .. secure ? (string[])["secure"] : []];
        Assert.Equal(attributes, parts[1..].Where(static part => !part.StartsWith("expires", StringComparison.Ordinal)).Order());
        Assert.Empty(second.SetCookies);
        Assert.Equal(2, second.Json.GetProperty("count").GetInt32());
        Assert.DoesNotContain(shop.CartOf(shopper)!.Value.ToString(), first.SetCookies[0], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Only_the_cookie_of_the_place_counts()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        shopper.Cookie = shopper.Cookie!.Replace("__Host-cart", "cart", StringComparison.Ordinal);

        Assert.Equal(0, (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    public static TheoryData<string> Forgeries =>
    [
        "x", "", "%", "0123456789abcdef0123456789abcdef", "AAAAAAAAAAAAAAAAAAAAAA", "CfDJ8AAAAAAAAAAAAAAAAAAAAAA", new string('A', 1025), new string('A', 9000),
        "=", "null", "{}", "Ü",
    ];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_cookie_counts_as_none(string value)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        shopper.Cookie = "__Host-cart=" + value;

        var seen = await shopper.GetAsync();
        var placed = await shopper.CheckOutAsync();
        var added = await shopper.AddMugsAsync();

        Assert.Equal((HttpStatusCode.OK, 0), (seen.Status, seen.Json.GetProperty("count").GetInt32()));
        Assert.Empty(seen.SetCookies);
        placed.IsProblem(HttpStatusCode.UnprocessableEntity, "cart_empty");
        Assert.Equal((HttpStatusCode.OK, 1), (added.Status, added.Json.GetProperty("count").GetInt32()));
        Assert.Single(added.SetCookies);
    }

    [Fact]
    public async Task A_tampered_cookie_and_one_of_another_shop_count_as_none()
    {
        await using var shop = await TestShop.StartAsync();
        await using var other = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        var foreign = other.NewShopper();
        await shopper.AddMugsAsync(5);
        await foreign.AddMugsAsync(5);

        var cookie = shopper.Cookie!;
        var middle = cookie.Length / 2;
        shopper.Cookie = cookie[..middle] + (cookie[middle] == 'A' ? 'B' : 'A') + cookie[(middle + 1)..];
        var visitor = shop.NewShopper();
        visitor.Cookie = foreign.Cookie;

        Assert.Equal(0, (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());
        Assert.Equal(0, (await visitor.GetAsync()).Json.GetProperty("count").GetInt32());
        Assert.Equal(1, (await visitor.AddMugsAsync()).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Shoppers_do_not_see_each_other()
    {
        await using var shop = await TestShop.StartAsync();
        var (alice, bob) = (shop.NewShopper(), shop.NewShopper());

        await alice.AddMugsAsync(2);
        await bob.AddMugsAsync(3);

        Assert.Equal(2, (await alice.GetAsync()).Json.GetProperty("count").GetInt32());
        Assert.Equal(3, (await bob.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"0-j\"")]
    [InlineData("*")]
    public async Task An_expired_cart_is_not_brought_back_under_its_old_id(string? ifMatch)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(5);
        var expired = shop.CartOf(shopper)!.Value;

        shop.Time.Advance(TimeSpan.FromDays(15));
        var seen = await shopper.GetAsync();
        var added = await shopper.AddMugsAsync(1, ifMatch is null ? [] : [("If-Match", ifMatch)]);

        Assert.Equal(0, seen.Json.GetProperty("count").GetInt32());
        Assert.Equal((HttpStatusCode.OK, 1), (added.Status, added.Json.GetProperty("count").GetInt32()));
        Assert.NotEqual(expired, shop.CartOf(shopper));
        Assert.Equal(0, (await shop.Carts.GetAsync(expired, TestContext.Current.CancellationToken)).Version);
    }

    [Fact]
    public async Task A_stale_version_of_an_expired_cart_is_refused()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        shop.Time.Advance(TimeSpan.FromDays(15));
        var refused = await shopper.AddMugsAsync(1, ("If-Match", "\"1-j\""));

        refused.IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        Assert.Equal(0, refused.Json.GetProperty("version").GetInt64());
        Assert.Empty(refused.SetCookies);
    }

    [Fact]
    public async Task An_old_cookie_whose_next_cart_was_ordered_too_starts_a_new_cart()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await shopper.CheckOutAsync();
        var old = shopper.Cookie;
        await shopper.AddMugsAsync();
        await shopper.CheckOutAsync();

        shopper.Cookie = old;
        var added = await shopper.AddMugsAsync(4);

        Assert.Equal((HttpStatusCode.OK, 4), (added.Status, added.Json.GetProperty("count").GetInt32()));
        Assert.Equal(4, (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Reading_writes_nothing_into_the_store_but_at_the_first_return()
    {
        var carts = new CountingCartStore();
        await using var shop = await TestShop.StartAsync(cart => cart.Services.AddSingleton<ICartStore>(carts));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        Assert.Equal((1, 0), (carts.Commands, carts.Reads));

        await shopper.GetAsync();
        Assert.Equal((2, 1), (carts.Commands, carts.Reads));
        await shopper.GetAsync();
        await shop.NewShopper().GetAsync();

        Assert.Equal((2, 2), (carts.Commands, carts.Reads));
    }
}
