using System.Net;
using Cart.Engine;

namespace Cart.AspNetCore.Tests;

/// <summary>A line with attributes is changed by its key; a client cannot make one.</summary>
public sealed class LinePathTests
{
    private const string Key = "7:42#k3JdX1aQ9bc";
    private const string Path = "/cart/items/7:42%23k3JdX1aQ9bc";

    [Fact]
    public async Task Each_line_of_a_product_is_changed_by_its_own_key()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(2);
        var line = new CartLine(LineKey.Parse(Key), Quantity.Whole(1), 9.99m);
        await shop.Carts.ApplyAsync(shop.CartOf(shopper)!.Value, new AddLines(line), TestContext.Current.CancellationToken);

        var set = await shopper.SendAsync("PUT", Path, """{"quantity":4}""");
        var adjusted = await shopper.SendAsync("PATCH", Path, """{"delta":-1}""");
        var plain = await shopper.SendAsync("DELETE", "/cart/items/7:42");
        var removed = await shopper.SendAsync("DELETE", Path);

        Assert.Equal(["7:42 2", Key + " 4"], LinesOf(set));
        Assert.Equal(["7:42 2", Key + " 3"], LinesOf(adjusted));
        Assert.Equal([Key + " 3"], LinesOf(plain));
        Assert.Empty(LinesOf(removed));
    }

    [Fact]
    public async Task A_client_cannot_make_a_line_with_attributes()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(2);

        (await shopper.SendAsync("PUT", Path, """{"quantity":4}""")).IsProblem(HttpStatusCode.NotFound, "item_not_found");
        (await shopper.SendAsync("PATCH", Path, """{"delta":1}""")).IsProblem(HttpStatusCode.NotFound, "item_not_found");
        (await shopper.SendAsync("DELETE", Path)).IsProblem(HttpStatusCode.NotFound, "item_not_found");
        (await shopper.AddAsync("""{"content_type_id":7,"object_id":"42#k3JdX1aQ9bc"}""")).IsProblem(HttpStatusCode.NotFound, "product_not_found");
        var imported = await shopper.SendAsync("PUT", "/cart/import", $$$"""{"{{{Key}}}":{"content_type_id":7,"object_id":42,"quantity":3}}""");

        Assert.Equal(["7:42 2"], LinesOf(imported));
        Assert.Equal(["product_not_found"], imported.Json.GetProperty("warnings").EnumerateArray().Select(static warning => warning.GetProperty("code").GetString()));
    }

    private static IEnumerable<string> LinesOf(Answer answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Json.GetProperty("items").EnumerateArray().Select(static item => $"{item.GetProperty("key").GetString()} {item.GetProperty("quantity")}");
    }
}
