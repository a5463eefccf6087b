using System.Net;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>An order says what it said when it was placed, whatever becomes of the catalog.</summary>
public sealed class OrderRecordTests
{
    [Fact]
    public async Task An_order_keeps_the_names_as_sold_for_shoppers_and_operators()
    {
        var catalog = new RenamedCatalog();
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        var shopper = shop.NewShopper();
        await shopper.AddAsync("""{"items":[{"content_type_id":7,"object_id":42},{"content_type_id":7,"object_id":43}]}""");
        var placed = await shopper.CheckOutAsync();

        catalog.Names = new() { ["42"] = "Pasta renewed" };
        var order = await shopper.SendAsync("GET", placed.Location!.OriginalString);
        var listed = await shopper.SendAsync("GET", "/orders");
        var operators = await shopper.SendAsync("GET", "/cart-admin" + placed.Location.OriginalString, null, ("Accept", "application/json"));
        var page = await shopper.SendAsync("GET", "/cart-admin" + placed.Location.OriginalString, null, ("Accept", "text/html"));

        Assert.Equal(["Pasta", "Sauce"], NamesOf(placed.Json));
        Assert.Equal(["Pasta", "Sauce"], NamesOf(order.Json));
        Assert.Equal(["Pasta", "Sauce"], NamesOf(listed.Json.GetProperty("orders")[0]));
        Assert.Equal(["Pasta", "Sauce"], NamesOf(operators.Json));
        Assert.Contains("<td>Sauce</td>", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("renewed", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_of_an_earlier_release_has_the_names_of_today_or_none()
    {
        var catalog = new RenamedCatalog();
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        var shopper = shop.NewShopper();
        await shopper.AddAsync("""{"content_type_id":7,"object_id":42}""");
        var cart = await shop.Carts.ApplyAsync(
            shop.CartOf(shopper)!.Value, new BeginCheckout(TimeSpan.FromSeconds(15)), TestContext.Current.CancellationToken);
        var draft = OrderDrafts.Of(cart.Snapshot! with { Lines = [new(new ProductKey(7, 42), 1, 1m), new(new ProductKey(7, 44), 1, 1m)] });
        await shop.Orders.PlaceAsync(draft, TestContext.Current.CancellationToken);

        var order = await shopper.SendAsync("GET", $"/orders/{draft.Id}");

        Assert.Equal(HttpStatusCode.OK, order.Status);
        Assert.Equal(["Pasta", null], NamesOf(order.Json));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, order.Json.GetProperty("shipping_option").ValueKind);
    }

    private static IEnumerable<string?> NamesOf(System.Text.Json.JsonElement order) =>
        order.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("name").GetString());

    private sealed class RenamedCatalog : IProductCatalog
    {
        public Dictionary<string, string> Names { get; set; } = new() { ["42"] = "Pasta", ["43"] = "Sauce" };

        public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
            int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, Product>>(objectIds.Where(Names.ContainsKey)
                .ToDictionary(static id => id, id => new Product(new ProductKey(contentTypeId, id), Names[id], 1m)));
    }
}
