using System.Globalization;
using System.Net;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_does_not_answer_is_said_so_without_its_secrets(bool outcomeUnknown)
    {
        var carts = new CountingCartStore();
        await using var shop = await TestShop.StartAsync(cart => cart.Services.AddSingleton<ICartStore>(carts));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        carts.Fault = new CartUnavailableException("redis.internal:6379 did not answer.", outcomeUnknown);

        Answer[] answers = [await shopper.GetAsync(), await shopper.AddMugsAsync(), await shopper.CheckOutAsync()];

        Assert.All(answers, answer =>
        {
            answer.IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
            Assert.Equal("1", answer.Header("Retry-After"));
            Assert.Equal(outcomeUnknown, answer.Json.GetProperty("outcome_unknown").GetBoolean());
            Assert.DoesNotContain("redis.internal", answer.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_fault_is_one_line_when_it_begins_and_one_with_a_count_when_it_ends()
    {
        var (carts, catalog) = (new CountingCartStore(), new ChangingCatalog { Price = 5m });
        using var log = new LogRecords();
        await using var shop = await TestShop.StartAsync(cart =>
        {
            cart.UseProductCatalog(catalog).Services.AddSingleton<ICartStore>(carts).AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(log);
        });
        var (shopper, time) = (shop.NewShopper(), shop.Time);
        await shopper.AddMugsAsync();

        carts.Fault = new CartUnavailableException("it is away.", outcomeUnknown: false);
        for (var i = 0; i < 7; i++)
        {
            await shopper.GetAsync();
            await shopper.AddMugsAsync();
            await shopper.SendAsync("GET", "/cart-admin/api/carts");
        }

        var refused = log.All.Count(static record => record.Id == 4002);
        carts.Fault = null;
        await shopper.GetAsync();
        var before = log.All.Count(static record => record.Id == 4005);
        time.Advance(TimeSpan.FromSeconds(11));
        await shopper.GetAsync();
        await shopper.GetAsync();

        Assert.Equal((1, 0), (refused, before));
        Assert.Equal(1, log.All.Count(static record => record.Id == 4002));
        Assert.Contains(" requests were refused", Assert.Single(log.All, static record => record.Id == 4005).Message, StringComparison.Ordinal);

        catalog.SearchesLeft = 0;
        for (var i = 0; i < 5; i++)
        {
            (await shopper.AddMugsAsync()).IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
            await shopper.GetAsync();
        }

        catalog.SearchesLeft = int.MaxValue;
        time.Advance(TimeSpan.FromSeconds(11));
        await shopper.AddMugsAsync();

        Assert.Equal((1, 1), (log.All.Count(static record => record.Id == 1026), log.All.Count(static record => record.Id == 1027)));
    }

    [Fact]
    public async Task A_catalog_that_fails_adds_nothing_and_tells_strangers_nothing()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart.UseProductCatalog(new ChangingCatalog { SearchesLeft = 0 }));
        var shopper = shop.NewShopper();

        var added = await shopper.AddMugsAsync();
        var imported = await shopper.SendAsync("PUT", "/cart/import", """{"7:42":{"content_type_id":7,"object_id":42,"quantity":1}}""");

        Assert.All([added, imported], static answer =>
        {
            answer.IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
            Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        });
        Assert.Null(shopper.Cookie);
    }

    [Fact]
    public async Task A_catalog_that_fails_takes_the_names_away_and_nothing_else()
    {
        var catalog = new ChangingCatalog { Price = 5m };
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        catalog.SearchesLeft = 1;
        var added = await shopper.AddAsync("""{"content_type_id":8,"object_id":"85123A"}""");
        var placed = await shopper.CheckOutAsync();

        Assert.Equal(HttpStatusCode.OK, added.Status);
        Assert.Equal([null, "Product 85123A"], NamesOf(added));
        Assert.Equal(HttpStatusCode.Created, placed.Status);
        Assert.Equal([null, null], NamesOf(placed));
    }

    [Theory]
    [InlineData("0.001")]
    [InlineData("-1")]
    [InlineData("99999999999999999")]
    public async Task A_price_that_the_currency_cannot_hold_is_not_sold_at_and_changes_nothing(string price)
    {
        var catalog = new ChangingCatalog { Price = decimal.Parse(price, CultureInfo.InvariantCulture) };
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        var shopper = shop.NewShopper();

        var added = await shopper.AddMugsAsync();
        var imported = await shopper.SendAsync("PUT", "/cart/import", """{"7:42":{"content_type_id":7,"object_id":42,"quantity":1}}""");

        added.IsProblem(HttpStatusCode.UnprocessableEntity, "not_sellable");
        Assert.Equal((HttpStatusCode.OK, "product_gone"), (imported.Status, imported.Json.GetProperty("warnings")[0].GetProperty("code").GetString()));
        Assert.Null(shopper.Cookie);
    }

    [Fact]
    public async Task A_cart_too_dear_to_be_counted_is_still_shown_and_not_sold()
    {
        var catalog = new ChangingCatalog { Price = CartLimits.MaxUnitPrice };
        await using var shop = await TestShop.StartAsync(
            cart => cart.UseProductCatalog(catalog), options: static options => options.MaxQuantityPerItem = null);
        var shopper = shop.NewShopper();
        await shopper.AddAsync(
            """{"items":["""
            + string.Join(',', Enumerable.Range(1, 10).Select(static id => $$"""{"content_type_id":7,"object_id":{{id}},"quantity":2147483647}"""))
            + "]}");

        var seen = await shopper.GetAsync();
        var refused = await shopper.CheckOutAsync();

        Assert.Equal(System.Text.Json.JsonValueKind.Null, seen.Json.GetProperty("total").ValueKind);
        Assert.Equal("total_too_great", seen.Json.GetProperty("warnings")[0].GetProperty("code").GetString());
        refused.IsProblem(HttpStatusCode.UnprocessableEntity, "total_too_great");
    }

    [Theory]
    [InlineData("POST", "/cart/items", """{"content_type_id":7,"object_id":42}""", "product_not_found")]
    [InlineData("PUT", "/cart/import", """{"7:42":{"content_type_id":7,"object_id":42,"quantity":1}}""", "product_not_found")]
    [InlineData("PUT", "/cart/shipping", """{"id":"sledge"}""", "shipping_option_not_found")]
    public async Task What_the_shop_no_longer_has_does_not_undo_the_answer_to_a_repeat(string method, string path, string body, string code)
    {
        var season = new Season();
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(season).UseShippingCalculator(season));
        var shopper = shop.NewShopper();
        await shopper.AddAsync("""{"content_type_id":8,"object_id":"85123A"}""");
        var key = ("Idempotency-Key", "once");
        var first = await shopper.SendAsync(method, path, body, key);

        season.IsOver = true;
        var repeat = await shopper.SendAsync(method, path, body, key);
        var late = await shopper.SendAsync(method, path, body, ("Idempotency-Key", "twice"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, "true"), (first.Status, repeat.Status, repeat.Header("Idempotent-Replayed")));
        Assert.Equal(first.Json.GetProperty("version").GetInt32(), repeat.Json.GetProperty("version").GetInt32());
        if (path == "/cart/import")
        {
            Assert.Contains(late.Json.GetProperty("warnings").EnumerateArray(), warning => warning.GetProperty("code").GetString() == code);
            return;
        }

        late.IsProblem(HttpStatusCode.NotFound, code);
    }

    private static IEnumerable<string?> NamesOf(Answer answer) =>
        answer.Json.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("name").GetString());
}
