using System.Net;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cart.AspNetCore.Tests;

public sealed class ConventionTests
{
    [Fact]
    public async Task Every_answer_says_that_it_is_one_shoppers_own()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();

        Answer[] answers = [await shopper.GetAsync(), await shopper.AddMugsAsync(), await shopper.AddAsync("null"), await shopper.CheckOutAsync()];

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.Created], answers.Select(answer => answer.Status));
        Assert.All(answers, static answer => Assert.Equal(("no-cache, private", "Accept, Cookie"), (
            string.Join(", ", answer.Header("Cache-Control")!.Split(", ").Order()), answer.Header("Vary"))));
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("text/html, image/*")]
    [InlineData("application/json;q=0")]
    [InlineData("*/*;q=0")]
    public async Task A_client_that_excludes_JSON_is_told_so_and_nothing_changes(string accept)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var before = await shopper.GetAsync();

        Answer[] answers =
        [
            await shopper.GetAsync(("Accept", accept)),
            await shopper.AddMugsAsync(1, ("Accept", accept)),
            await shopper.CheckOutAsync(null, ("Accept", accept)),
        ];

        Assert.All(answers, static answer => answer.IsProblem(HttpStatusCode.NotAcceptable, "not_acceptable"));
        Assert.Equal(before.Text, (await shopper.GetAsync()).Text);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/*")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("text/html, application/json;q=0.1")]
    [InlineData("*/*;q=0, application/json")]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task A_client_that_takes_JSON_or_does_not_say_gets_it(string accept)
    {
        await using var shop = await TestShop.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await shop.NewShopper().GetAsync(("Accept", accept))).Status);
    }

    [Fact]
    public async Task A_client_that_wants_no_more_than_what_changed_costs_the_store_no_more()
    {
        var carts = new CountingCartStore();
        await using var shop = await TestShop.StartAsync(cart => cart.Services.Replace(ServiceDescriptor.Singleton<ICartStore>(carts)));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var before = (carts.Reads, carts.Commands, carts.Snapshots);

        await shopper.AddMugsAsync(1, ("Prefer", "return=minimal"));

        Assert.Equal((before.Reads, before.Commands + 1, before.Snapshots), (carts.Reads, carts.Commands, carts.Snapshots));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "http://127.0.0.1")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "nonsense")]
    public async Task A_page_of_another_site_can_change_nothing(string header, string value)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var before = await shopper.GetAsync();

        (await shopper.AddMugsAsync(1, (header, value))).IsProblem(HttpStatusCode.Forbidden, "cross_site_request");
        (await shopper.CheckOutAsync(null, (header, value))).IsProblem(HttpStatusCode.Forbidden, "cross_site_request");
        Assert.Equal(before.Text, (await shopper.GetAsync((header, value))).Text);
    }

    [Fact]
    public async Task Pages_of_the_shop_itself_can_change_the_cart()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        (string, string)[][] own =
        [
            [("Sec-Fetch-Site", "same-origin")],
            [("Sec-Fetch-Site", "none")],
            [("Sec-Fetch-Site", "same-origin"), ("Origin", "https://behind-a-proxy.example")],
            [("Origin", shop.Address.ToString().TrimEnd('/'))],
            [("Origin", "https://shop.example"), ("Host", "shop.example")],
        ];

        foreach (var headers in own)
        {
            Assert.Equal(HttpStatusCode.OK, (await shopper.AddMugsAsync(1, headers)).Status);
        }
    }

    [Theory]
    [InlineData("\"1-j\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"3-j\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"2\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"2-x\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("nonsense", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"99999999999999999999-j\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"2-j\"", HttpStatusCode.OK)]
    [InlineData("\"2-m\"", HttpStatusCode.OK)]
    [InlineData("W/\"2-j\"", HttpStatusCode.OK)]
    [InlineData("\"2-j-gzip\"", HttpStatusCode.OK)]
    [InlineData("W/\"2-j\"-gzip", HttpStatusCode.OK)]
    [InlineData("\"1-j\", \"2-j\"", HttpStatusCode.OK)]
    [InlineData("\"other\", \"2-j\"", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.OK)]
    public async Task A_change_that_depends_on_a_version_happens_at_that_version_only(string ifMatch, HttpStatusCode expected)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await shopper.AddMugsAsync();

        var added = await shopper.AddMugsAsync(1, ("If-Match", ifMatch));

        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal((expected, "\"3-j\""), (added.Status, added.Tag));
        }
        else
        {
            added.IsProblem(expected, "version_mismatch");
            Assert.Equal(2, added.Json.GetProperty("version").GetInt64());
            Assert.Equal("\"2-j\"", (await shopper.GetAsync()).Tag);
        }
    }

    [Fact]
    public async Task A_checkout_depends_on_a_version_too()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        var stale = await shopper.CheckOutAsync(null, ("If-Match", "\"7-j\""));
        var fresh = await shopper.CheckOutAsync(null, ("If-Match", "\"1-j\""));

        stale.IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        Assert.Equal(1, stale.Json.GetProperty("version").GetInt64());
        Assert.Equal(HttpStatusCode.Created, fresh.Status);
    }

    [Fact]
    public async Task The_same_key_adds_once_and_says_so()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        var first = await shopper.AddMugsAsync(2, ("Idempotency-Key", "8e03978e-40d5-43dd-bc93-6894a57f9324"));
        var again = await shopper.AddMugsAsync(2, ("Idempotency-Key", "8e03978e-40d5-43dd-bc93-6894a57f9324"), ("If-Match", "\"1-j\""));

        Assert.Equal((HttpStatusCode.OK, null), (first.Status, first.Header("Idempotent-Replayed")));
        Assert.Equal((HttpStatusCode.OK, "true"), (again.Status, again.Header("Idempotent-Replayed")));
        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_refused()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(2, ("Idempotency-Key", "one"));
        var first = await shopper.GetAsync();

        var other = await shopper.AddMugsAsync(3, ("Idempotency-Key", "one"));

        other.IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Equal(first.Text, (await shopper.GetAsync()).Text);
    }

    [Fact]
    public async Task A_price_that_changes_between_two_tries_does_not_make_the_request_another()
    {
        var catalog = new ChangingCatalog { Price = 5m };
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        var shopper = shop.NewShopper();
        var first = await shopper.AddMugsAsync(2, ("Idempotency-Key", "one"));

        catalog.Price = 6m;
        var again = await shopper.AddMugsAsync(2, ("Idempotency-Key", "one"));

        Assert.Equal((HttpStatusCode.OK, "true"), (again.Status, again.Header("Idempotent-Replayed")));
        Assert.Equal(first.Json.GetProperty("items").ToString(), again.Json.GetProperty("items").ToString());
        var warning = Assert.Single(again.Json.GetProperty("warnings").EnumerateArray().ToList());
        Assert.Equal(
            ("price_changed", "5.00", "6.00"),
            (warning.GetProperty("code").GetString(), warning.GetProperty("unit_price").GetString(), warning.GetProperty("catalog_price").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tab\there")]
    [InlineData("Schlüssel")]
    public async Task A_bad_key_is_refused(string key)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();

        (await shopper.AddMugsAsync(1, ("Idempotency-Key", key))).IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        (await shopper.CheckOutAsync(null, ("Idempotency-Key", key))).IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        Assert.Null(shopper.Cookie);
    }

    [Fact]
    public async Task A_key_has_at_most_255_characters()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();

        Assert.Equal(HttpStatusCode.OK, (await shopper.AddMugsAsync(1, ("Idempotency-Key", new string('k', 255)))).Status);
        (await shopper.AddMugsAsync(1, ("Idempotency-Key", new string('k', 256)))).IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        Assert.Equal("\"1-j\"", (await shopper.GetAsync()).Tag);
    }
}
