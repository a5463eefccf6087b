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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_of_a_cookie_from_before_the_sign_in_leads_to_no_later_cart(bool copierSignsIn)
    {
        await using var shop = await StartAsync();
        var (victim, thief) = (shop.NewShopper(), shop.NewShopper());
        await victim.AddMugsAsync();
        await victim.CheckOutAsync();
        thief.Cookie = victim.Cookie;

        victim.User = "user " + Guid.NewGuid();
        await victim.SendAsync("POST", "/sign-in");
        Assert.Equal((HttpStatusCode.OK, 1), Seen(await victim.AddMugsAsync()));

        if (copierSignsIn)
        {
            thief.User = "thief " + Guid.NewGuid();
            await thief.SendAsync("POST", "/sign-in");
        }

        Assert.Equal((HttpStatusCode.OK, 0), Seen(await thief.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 3), Seen(await thief.AddMugsAsync(3)));
        Assert.Equal((HttpStatusCode.OK, 1), Seen(await victim.GetAsync()));
    }

    [Fact]
    public async Task A_copy_of_a_cookie_from_before_the_sign_out_leads_to_no_later_cart()
    {
        await using var shop = await StartAsync();
        var (victim, thief) = (shop.NewShopper(), shop.NewShopper());
        victim.User = "user " + Guid.NewGuid();
        await victim.SendAsync("POST", "/sign-in");
        await victim.AddMugsAsync(2);
        thief.Cookie = victim.Cookie;

        await victim.SendAsync("POST", "/leave");
        victim.User = null;
        Assert.Equal((HttpStatusCode.OK, 0), Seen(await victim.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 5), Seen(await victim.AddMugsAsync(5)));

        Assert.Equal((HttpStatusCode.OK, 0), Seen(await thief.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 1), Seen(await thief.AddMugsAsync()));
        Assert.Equal((HttpStatusCode.OK, 5), Seen(await victim.GetAsync()));
    }

    [Fact]
    public async Task An_order_on_one_device_moves_every_device_to_the_users_next_cart()
    {
        await using var shop = await StartAsync();
        var user = "user " + Guid.NewGuid();
        var (laptop, phone) = (shop.NewShopper(), shop.NewShopper());
        (laptop.User, phone.User) = (user, user);
        await laptop.SendAsync("POST", "/sign-in");
        await phone.SendAsync("POST", "/sign-in");
        await laptop.AddMugsAsync();

        await phone.CheckOutAsync();
        await phone.AddMugsAsync(4);

        Assert.Equal((HttpStatusCode.OK, 4), Seen(await laptop.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 2), Seen(await laptop.SendAsync("PUT", "/cart/items/7:42", """{"quantity":2}""")));
        Assert.Equal((HttpStatusCode.OK, 2), Seen(await phone.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 0), Seen(await laptop.SendAsync("DELETE", "/cart/items")));
        Assert.Equal((HttpStatusCode.OK, 0), Seen(await phone.GetAsync()));
    }

    [Fact]
    public async Task A_late_request_with_the_old_cookie_does_not_take_the_user_away_from_its_cart()
    {
        await using var shop = await StartAsync();
        var (browser, tab) = (shop.NewShopper(), shop.NewShopper());
        await browser.AddMugsAsync(2);
        tab.Cookie = browser.Cookie;
        browser.User = "user " + Guid.NewGuid();
        await browser.SendAsync("POST", "/sign-in");

        await tab.AddMugsAsync(7);
        browser.Cookie = tab.Cookie;

        Assert.Equal((HttpStatusCode.OK, 2), Seen(await browser.GetAsync()));
        Assert.Equal((HttpStatusCode.OK, 3), Seen(await browser.AddMugsAsync()));
        var elsewhere = shop.NewShopper();
        elsewhere.User = browser.User;
        Assert.Equal((HttpStatusCode.OK, 3), Seen(await elsewhere.GetAsync()));
    }

    [Fact]
    public async Task The_first_change_of_a_user_honours_the_version_that_was_read()
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        shopper.User = "user " + Guid.NewGuid();
        await shopper.SendAsync("POST", "/sign-in");
        var empty = (await shopper.GetAsync()).Header("ETag")!;

        (await shopper.AddMugsAsync(1, ("If-Match", "\"7-j\""))).IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        Assert.Null(await shop.Services.GetRequiredService<IUserCarts>().FindActiveAsync(shopper.User, TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.OK, 1), Seen(await shopper.AddMugsAsync(1, ("If-Match", empty))));
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

    [Fact]
    public async Task A_guests_order_stays_with_the_browser_through_sign_in_and_sign_out()
    {
        await using var shop = await StartAsync();
        var user = "user " + Guid.NewGuid();
        var elsewhere = shop.NewShopper();
        elsewhere.User = user;
        await elsewhere.AddMugsAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var order = "/orders/" + (await shopper.CheckOutAsync()).Json.GetProperty("id").GetString();

        for (var n = 0; n < 2; n++)
        {
            shopper.User = user;
            await shopper.SendAsync("POST", "/sign-in");
            Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("GET", order)).Status);
            await shopper.SendAsync("POST", "/leave");
            shopper.User = null;
            Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("GET", order)).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.SendAsync("GET", order)).Status);

        // A host may sign out a browser that never signed in.
        await shopper.AddMugsAsync();
        var next = "/orders/" + (await shopper.CheckOutAsync()).Json.GetProperty("id").GetString();
        await shopper.SendAsync("POST", "/leave");
        Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("GET", next)).Status);
        Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("GET", order)).Status);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(3000)]
    public async Task A_user_id_that_cannot_be_kept_is_refused_by_name_and_changes_nothing(int length)
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        shopper.User = new string('a', length);

        (await shopper.AddMugsAsync()).IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_user_id");
        (await shopper.SendAsync("POST", "/sign-in")).IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_user_id");
        Assert.Equal((HttpStatusCode.OK, 0), Seen(await shopper.GetAsync()));
        shopper.User = new string('a', 255);
        Assert.Equal((HttpStatusCode.OK, 1), Seen(await shopper.AddMugsAsync()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_sign_in_and_sign_out_goes_on_under_a_new_secret(int steps)
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        if (steps > 0)
        {
            await shopper.AddMugsAsync();
        }

        if (steps > 1)
        {
            await shopper.CheckOutAsync();
        }

        var secrets = new HashSet<string?> { shopper.Cookie };
        for (var n = 0; n < 2; n++)
        {
            shopper.User = "user " + Guid.NewGuid();
            await shopper.SendAsync("POST", "/sign-in");
            Assert.True(secrets.Add(shopper.Cookie), "The sign-in kept the secret.");
            await shopper.SendAsync("POST", "/leave");
            shopper.User = null;
            Assert.True(secrets.Add(shopper.Cookie), "The sign-out kept the secret.");
        }
    }

    [Fact]
    public async Task Concurrent_adds_after_a_sign_out_end_in_one_cart()
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        shopper.User = "user " + Guid.NewGuid();
        await shopper.SendAsync("POST", "/sign-in");
        await shopper.SendAsync("POST", "/leave");
        var tabs = Enumerable.Range(0, 3).Select(_ => shop.NewShopper()).ToList();
        tabs.ForEach(tab => tab.Cookie = shopper.Cookie);

        await Task.WhenAll(tabs.Select(tab => tab.AddMugsAsync()));

        Assert.All(await Task.WhenAll(tabs.Select(tab => tab.GetAsync())), answer => Assert.Equal((HttpStatusCode.OK, 3), Seen(answer)));
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
}
