using System.Net;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

public sealed class CheckoutTests
{
    [Fact]
    public async Task A_checkout_places_the_order_and_every_repeat_answers_it_again()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(2);

        var placed = await shopper.CheckOutAsync();
        var again = await shopper.CheckOutAsync("""{"expected_total":"1.00"}""", ("If-Match", "\"99-j\""));

        Assert.Equal(HttpStatusCode.Created, placed.Status);
        var id = placed.Json.GetProperty("id").GetString();
        Assert.Equal($"/orders/{id}", placed.Location?.ToString());
        Assert.EndsWith("Z", placed.Json.GetProperty("placed_at").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            $$"""
            {"id":"{{id}}","placed_at":"{{placed.Json.GetProperty("placed_at").GetString()}}","currency":"USD","items":[
            {"key":"7:42","content_type_id":7,"object_id":42,"name":"Mug, white","quantity":2,"unit_price":"9.99","total_price":"19.98"}],
            "summary":"19.98","discount_code":null,"discount_amount":"0.00","tax":"0.00","shipping":"0.00","shipping_option":null,"total":"19.98"}
            """.ReplaceLineEndings(""),
            placed.Text);
        Assert.Equal((HttpStatusCode.OK, placed.Text), (again.Status, again.Text));
        Assert.Equal($"/orders/{id}", again.Location?.ToString());
    }

    [Fact]
    public async Task Nothing_is_ordered_without_a_cart_or_with_an_empty_one()
    {
        await using var shop = await TestShop.StartAsync();
        var visitor = shop.NewShopper();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await shop.Services.GetRequiredService<CartEngine>().ApplyAsync(
            shop.CartOf(shopper)!.Value, new ClearLines(), TestContext.Current.CancellationToken);

        (await visitor.CheckOutAsync()).IsProblem(HttpStatusCode.UnprocessableEntity, "cart_empty");
        (await visitor.CheckOutAsync("{}")).IsProblem(HttpStatusCode.UnprocessableEntity, "cart_empty");
        (await shopper.CheckOutAsync()).IsProblem(HttpStatusCode.UnprocessableEntity, "cart_empty");
        Assert.Null(visitor.Cookie);
    }

    [Fact]
    public async Task A_total_that_the_shopper_did_not_agree_to_is_not_charged()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(2);
        var before = await shopper.GetAsync();

        var refused = await shopper.CheckOutAsync("""{"expected_total":"19.97"}""");

        refused.IsProblem(HttpStatusCode.Conflict, "expected_total_mismatch");
        Assert.Equal("19.98", refused.Json.GetProperty("total").GetString());
        Assert.Equal(before.Text, (await shopper.GetAsync()).Text);
        Assert.Equal(HttpStatusCode.OK, (await shopper.AddMugsAsync()).Status);
        Assert.Equal(HttpStatusCode.Created, (await shopper.CheckOutAsync("""{"expected_total":"29.97"}""")).Status);
    }

    [Fact]
    public async Task A_cart_in_checkout_takes_no_changes_and_says_when_to_try_again()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var cart = shop.CartOf(shopper)!.Value;
        var begun = await shop.Carts.ApplyAsync(cart, new BeginCheckout(TimeSpan.FromSeconds(15)), TestContext.Current.CancellationToken);

        var added = await shopper.AddMugsAsync();
        var placed = await shop.PassTimeUntilAsync(shopper.CheckOutAsync());

        added.IsProblem(HttpStatusCode.Conflict, "checkout_in_progress");
        placed.IsProblem(HttpStatusCode.Conflict, "checkout_in_progress");
        Assert.Equal(("15", "10"), (added.Header("Retry-After"), placed.Header("Retry-After")));
        Assert.Equal(1, (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());

        await shop.Carts.ApplyAsync(cart, new ThawCheckout(begun.Snapshot!.Fence), TestContext.Current.CancellationToken);
        Assert.Equal(2, (await shopper.AddMugsAsync()).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_checkout_that_was_abandoned_is_settled_by_the_next_change()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await shop.Carts.ApplyAsync(
            shop.CartOf(shopper)!.Value, new BeginCheckout(TimeSpan.FromSeconds(15)), TestContext.Current.CancellationToken);

        shop.Time.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal(2, (await shopper.AddMugsAsync()).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task After_the_order_the_cart_shows_empty_and_the_next_add_starts_another()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(2);
        var first = shop.CartOf(shopper);
        var firstOrder = await shopper.CheckOutAsync();

        var empty = await shopper.GetAsync();
        var next = await shopper.AddMugsAsync(1, ("If-Match", empty.Tag!));

        Assert.Equal((0, "\"2-j\""), (empty.Json.GetProperty("count").GetInt32(), empty.Tag));
        Assert.Equal((HttpStatusCode.OK, 1), (next.Status, next.Json.GetProperty("count").GetInt32()));
        Assert.Single(next.SetCookies);
        Assert.NotEqual(first, shop.CartOf(shopper));
        Assert.NotEqual(IdOf(firstOrder), IdOf(await shopper.CheckOutAsync()));
    }

    [Fact]
    public async Task Adds_at_once_after_the_order_end_in_one_cart()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(2);
        await shopper.CheckOutAsync();
        var ordered = shopper.Cookie;

        var tabs = Enumerable.Range(0, 20).Select(_ => NewTab()).ToList();
        await Task.WhenAll(tabs.Select(static tab => tab.AddMugsAsync()));

        Assert.All(tabs, tab => Assert.NotEqual(ordered, tab.Cookie));
        Assert.All(await Task.WhenAll(tabs.Select(static tab => tab.GetAsync())), static answer =>
            Assert.Equal(20, answer.Json.GetProperty("count").GetInt32()));

        Shopper NewTab()
        {
            var tab = shop.NewShopper();
            tab.Cookie = ordered;
            return tab;
        }
    }

    private static string IdOf(Answer answer) => answer.Json.GetProperty("id").GetString()!;
}
