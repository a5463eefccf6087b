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
    public async Task An_unexpected_fault_tells_strangers_nothing()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart.UseProductCatalog(new ChangingCatalog { SearchesLeft = 0 }));
        var shopper = shop.NewShopper();

        var answer = await shopper.AddMugsAsync();

        Assert.Equal((HttpStatusCode.InternalServerError, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
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

    [Fact]
    public async Task A_price_that_the_currency_cannot_hold_is_the_shops_fault_and_changes_nothing()
    {
        var catalog = new ChangingCatalog { Price = 0.001m };
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        var shopper = shop.NewShopper();

        Assert.Equal(HttpStatusCode.InternalServerError, (await shopper.AddMugsAsync()).Status);
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
        refused.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_quantity");
    }

    private static IEnumerable<string?> NamesOf(Answer answer) =>
        answer.Json.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("name").GetString());
}
