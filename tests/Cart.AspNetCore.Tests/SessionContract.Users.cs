using System.Net;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

public abstract partial class SessionContract
{
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
    public async Task A_refused_checkout_of_a_user_leaves_the_guests_cart_unclaimed()
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var user = "user " + Guid.NewGuid();
        shopper.User = user;

        (await shopper.CheckOutAsync("""{"expected_total":"0.01"}""")).IsProblem(HttpStatusCode.Conflict, "expected_total_mismatch");
        (await shopper.CheckOutAsync(null, ("If-Match", "\"7-j\""))).IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");

        Assert.Null(await shop.Services.GetRequiredService<IUserCarts>().FindActiveAsync(user, TestContext.Current.CancellationToken));
        shopper.User = null;
        var seen = await shopper.GetAsync();
        Assert.Equal((HttpStatusCode.OK, 1), Seen(seen));
        Assert.Equal(1, seen.Json.GetProperty("version").GetInt64());
        shopper.User = user;
        var placed = await shopper.CheckOutAsync();
        Assert.Equal(HttpStatusCode.Created, placed.Status);
        var phone = shop.NewShopper();
        phone.User = user;
        Assert.Equal(1, (await phone.SendAsync("GET", "/orders")).Json.GetProperty("orders").GetArrayLength());
        Assert.Equal(placed.Json.GetProperty("id").GetString(), (await phone.CheckOutAsync()).Json.GetProperty("id").GetString());
        Assert.True((await phone.AddMugsAsync()).Json.GetProperty("version").GetInt64() > 2);
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
}
