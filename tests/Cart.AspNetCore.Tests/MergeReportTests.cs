using System.Text.Json;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What a shopper is told of lines that a sign-in has cut.</summary>
public sealed class MergeReportTests
{
    [Theory]
    [InlineData(5, 9999, "insufficient_stock", """{"key":"7:42","available":5,"requested":7}""", ": 5 are in stock.")]
    [InlineData(9, 5, "quantity_limit", """{"key":"7:42","requested":7,"limit":5}""", ".")]
    [InlineData(5, 6, "insufficient_stock", """{"key":"7:42","available":5,"requested":7}""", ": 5 are in stock.")]
    [InlineData(6, 5, "quantity_limit", """{"key":"7:42","requested":7,"limit":5}""", ".")]
    public async Task A_line_that_a_sign_in_cuts_says_why_with_the_numbers(int stock, int limit, string code, string numbers, string end)
    {
        await using var shop = await TestShop.StartAsync(
            cart => cart.UseProductCatalog(new FixedProductCatalog(TestShop.Mug with { Stock = stock })).UseInventoryChecker<CatalogInventory>(),
            options: options => options.MaxQuantityPerItem = limit);
        var (laptop, phone) = (shop.NewShopper(), shop.NewShopper());
        laptop.User = "ann";
        await laptop.AddMugsAsync(3);
        await phone.AddMugsAsync(4);

        phone.User = "ann";
        var signedIn = await phone.SendAsync("POST", "/sign-in");
        var cart = await phone.GetAsync();
        var packed = await phone.GetAsync(("Accept", "application/vnd.msgpack"));

        var warning = Assert.Single(cart.Json.GetProperty("warnings").EnumerateArray().ToList());
        Assert.Equal(5, cart.Json.GetProperty("count").GetInt32());
        Assert.Equal(
            (code, "The quantity of 7:42 was limited to 5 when your carts were merged" + end),
            (warning.GetProperty("code").GetString(), warning.GetProperty("detail").GetString()));
        foreach (var number in JsonDocument.Parse(numbers).RootElement.EnumerateObject())
        {
            Assert.Equal(number.Value.GetRawText(), warning.GetProperty(number.Name).GetRawText());
        }

        Assert.Contains(code, signedIn.Text, StringComparison.Ordinal);
        Assert.True(JsonElement.DeepEquals(cart.Json, packed.Content));
    }
}
