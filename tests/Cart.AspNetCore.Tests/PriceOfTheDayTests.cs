using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What becomes of the lines of a cart when the catalog changes: prices follow units that are added, and the cart says what differs.</summary>
public sealed class PriceOfTheDayTests
{
    [Theory]
    [InlineData("POST", "/cart/items", """{"content_type_id":7,"object_id":42}""", 4)]
    [InlineData("POST", "/cart/items", """{"items":[{"content_type_id":7,"object_id":42},{"content_type_id":7,"object_id":42}]}""", 5)]
    [InlineData("PUT", "/cart/items/7:42", """{"quantity":5}""", 5)]
    [InlineData("PATCH", "/cart/items/7:42", """{"delta":1}""", 4)]
    [InlineData("PUT", "/cart/import", """{"7:42":{"content_type_id":7,"object_id":42,"quantity":9,"unit_price":"0.01"}}""", 9)]
    public async Task Units_that_are_added_by_any_verb_take_the_price_of_the_day(string method, string path, string body, int units)
    {
        var catalog = new ChangingCatalog { Price = 9.99m };
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        foreach (var user in (string?[])[null, "user " + Guid.NewGuid()])
        {
            catalog.Price = 9.99m;
            var shopper = shop.NewShopper();
            shopper.User = user;
            await shopper.AddMugsAsync(3);

            catalog.Price = 12.5m;
            var before = await shopper.GetAsync();
            var after = await shopper.SendAsync(method, path, body);
            var fewer = await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":-1}""");

            var warning = Assert.Single(before.Json.GetProperty("warnings").EnumerateArray());
            Assert.Equal(("price_changed", "7:42", "9.99", "12.50"), (Text(warning, "code"), Text(warning, "key"), Text(warning, "unit_price"), Text(warning, "catalog_price")));
            Assert.Equal("29.97", Text(before.Json, "total"));
            Assert.Equal(("12.50", units), LineOf(after));
            Assert.Empty(after.Json.GetProperty("warnings").EnumerateArray());
            Assert.Equal(("12.50", units - 1), LineOf(fewer));
        }
    }

    [Theory]
    [InlineData("PUT", """{"quantity":2}""")]
    [InlineData("PUT", """{"quantity":3}""")]
    [InlineData("PATCH", """{"delta":-1}""")]
    public async Task A_line_that_gains_no_units_keeps_its_price(string method, string body)
    {
        var catalog = new ChangingCatalog { Price = 9.99m };
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(3);

        catalog.Price = 12.5m;
        var after = await shopper.SendAsync(method, "/cart/items/7:42", body);

        Assert.Equal("9.99", LineOf(after).UnitPrice);
        Assert.Equal("price_changed", Text(Assert.Single(after.Json.GetProperty("warnings").EnumerateArray()), "code"));
    }

    [Fact]
    public async Task A_product_that_is_gone_is_told_gains_no_units_and_can_be_removed()
    {
        var catalog = new ChangingCatalog { Price = 9.99m };
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(3);

        catalog.IsEmpty = true;
        var seen = await shopper.GetAsync();
        var more = await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":1}""");
        var set = await shopper.SendAsync("PUT", "/cart/items/7:42", """{"quantity":4}""");
        var fewer = await shopper.SendAsync("PUT", "/cart/items/7:42", """{"quantity":2}""");
        var bought = await shopper.CheckOutAsync();
        var removed = await shopper.SendAsync("DELETE", "/cart/items/7:42");

        var warning = Assert.Single(seen.Json.GetProperty("warnings").EnumerateArray());
        Assert.Equal(("product_gone", "7:42"), (Text(warning, "code"), Text(warning, "key")));
        Assert.All([more, set, bought], static answer => answer.IsProblem(HttpStatusCode.Conflict, "product_gone"));
        Assert.Equal(2, LineOf(fewer).Quantity);
        Assert.Equal(HttpStatusCode.OK, removed.Status);
    }

    private static (string? UnitPrice, int Quantity) LineOf(Answer answer) => Assert.Single(answer.Json.GetProperty("items").EnumerateArray()) is var item
        ? (Text(item, "unit_price"), item.GetProperty("quantity").GetInt32())
        : default;

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
