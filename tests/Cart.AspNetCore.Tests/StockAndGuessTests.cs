using System.Globalization;
using System.Net;
using System.Text.Json;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What the API refuses because of the shop: no more stock, too many guesses; and what handlers hear of it all.</summary>
public sealed class StockAndGuessTests
{
    [Fact]
    public async Task No_more_can_be_in_a_cart_than_there_is()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart
            .UseProductCatalog(new FixedProductCatalog(TestShop.Mug with { Stock = 5 }, TestShop.Heart))
            .UseInventoryChecker<CatalogInventory>());
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(3);
        var before = await shopper.GetAsync();
        const string Import = """{"8:85123A":{"content_type_id":8,"object_id":"85123A","quantity":1}}""";

        Answer[] refused =
        [
            await shopper.AddMugsAsync(3),
            await shopper.SendAsync("PUT", "/cart/items/7:42", """{"quantity":6}"""),
            await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":3}"""),
            await shopper.AddAsync("""{"items":[{"content_type_id":8,"object_id":"85123A"},{"content_type_id":7,"object_id":42,"quantity":3}]}"""),
        ];

        Assert.All(refused, static answer => answer.IsProblem(HttpStatusCode.Conflict, "insufficient_stock"));
        Assert.All(refused, static answer => Assert.Equal((5, 6), NumbersOf(answer.Json)));
        Assert.All(refused, static answer => Assert.Equal((5, 6), NumbersOf(Assert.Single(answer.Json.GetProperty("errors").EnumerateArray()))));
        Assert.Equal("#/items/1/quantity", refused[3].Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(before.Text, (await shopper.GetAsync()).Text);
        Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":2}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("PUT", "/cart/import", Import)).Status);
    }

    [Fact]
    public async Task An_import_and_a_sign_in_are_cut_to_the_stock_and_say_so()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart
            .UseProductCatalog(new FixedProductCatalog(TestShop.Mug with { Stock = 12 }))
            .UseInventoryChecker<CatalogInventory>());
        const string Import = """{"7:42":{"content_type_id":7,"object_id":42,"quantity":500,"unit_price":"0.01","total_price":"5.00"}}""";
        var (guest, elsewhere) = (shop.NewShopper(), shop.NewShopper());

        var imported = await guest.SendAsync("PUT", "/cart/import", Import);
        elsewhere.User = "user " + Guid.NewGuid();
        await elsewhere.AddMugsAsync(12);
        guest.User = elsewhere.User;
        await guest.SendAsync("POST", "/sign-in");
        var merged = await guest.GetAsync();

        Assert.All([imported, merged], static answer => Assert.Equal((12, "119.88"), (answer.Json.GetProperty("count").GetInt32(), answer.Json.GetProperty("total").GetString())));
        Assert.Equal((12, 500), NumbersOf(imported.Json.GetProperty("warnings")[0]));
        Assert.Contains("7:42", Assert.Single(merged.Json.GetProperty("warnings").EnumerateArray()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("119.88", (await guest.CheckOutAsync()).Json.GetProperty("total").GetString());
    }

    [Fact]
    public async Task Many_adds_at_once_sell_what_there_is_and_no_more()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart
            .UseProductCatalog(new FixedProductCatalog(TestShop.Mug with { Stock = 40 }))
            .UseInventoryChecker<CatalogInventory>());
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => shopper.AddMugsAsync()));

        Assert.Equal(39, answers.Count(static answer => answer.Status is HttpStatusCode.OK));
        Assert.All(answers, static answer => Assert.True(answer.Status is HttpStatusCode.OK || answer.Code == "insufficient_stock", answer.Text));
        Assert.Equal(40, (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Codes_can_be_guessed_so_many_times_and_then_not_even_a_right_one()
    {
        await using var shop = await TestShop.StartAsync(options: static cart => cart.MaxDiscountGuesses = 5);
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        for (var guess = 0; guess < 5; guess++)
        {
            (await GuessAsync(shopper)).IsProblem(HttpStatusCode.UnprocessableEntity, "discount_not_found");
        }

        var limited = await GuessAsync(shopper);
        limited.IsProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.InRange(int.Parse(limited.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
        var other = shop.NewShopper();
        await other.AddMugsAsync();
        (await GuessAsync(other)).IsProblem(HttpStatusCode.UnprocessableEntity, "discount_not_found");

        static Task<Answer> GuessAsync(Shopper shopper) => shopper.SendAsync("PUT", "/cart/discount", """{"code":"SUMMER26"}""");
    }

    [Fact]
    public async Task An_address_that_guesses_with_many_carts_is_stopped_too()
    {
        await using var shop = await TestShop.StartAsync(options: static cart => cart.MaxDiscountGuesses = 1);

        var answers = new List<string>();
        // So many that time passes: what comes back of the limit comes back whole.
        for (var guess = 0; guess < 150; guess++)
        {
            answers.Add((await shop.NewShopper().SendAsync("PUT", "/cart/discount", """{"code":"SUMMER26"}""")).Code);
        }

        Assert.Equal(Enumerable.Repeat("discount_not_found", 10).Concat(Enumerable.Repeat("rate_limited", 140)), answers);
    }

    [Fact]
    public async Task An_import_is_a_guess_like_any_other()
    {
        await using var shop = await TestShop.StartAsync(options: static cart => cart.MaxDiscountGuesses = 3);
        await shop.Services.GetRequiredService<IDiscountStore>().CreateAsync(new Discount { Code = DiscountCode.Parse("FLASH50"), Value = 50 }, TestContext.Current.CancellationToken);
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        var answers = new List<string>();
        for (var guess = 0; guess < 6; guess++)
        {
            var code = guess < 5 ? $"NOPE{guess}" : "FLASH50";
            var imported = await shopper.SendAsync("PUT", "/cart/import", $$$"""{"__discount__":{"code":"{{{code}}}"}}""");
            answers.Add(imported.Json.GetProperty("warnings")[0].GetProperty("code").GetString()!);
        }

        Assert.Equal(["discount_not_found", "discount_not_found", "discount_not_found", "rate_limited", "rate_limited", "rate_limited"], answers);
        (await shopper.SendAsync("PUT", "/cart/discount", """{"code":"FLASH50"}""")).IsProblem(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Fact]
    public async Task A_right_code_is_applied_at_an_address_that_others_have_guessed_from_and_a_code_in_the_way_is_named()
    {
        await using var shop = await TestShop.StartAsync(options: static cart => cart.MaxDiscountGuesses = 2);
        foreach (var code in new[] { "FLASH50", "OTHER" })
        {
            await shop.Services.GetRequiredService<IDiscountStore>().CreateAsync(new Discount { Code = DiscountCode.Parse(code), Value = 50 }, TestContext.Current.CancellationToken);
        }

        var statuses = (await Task.WhenAll(Enumerable.Range(0, 100).Select(guess =>
            shop.NewShopper().SendAsync("PUT", "/cart/discount", $$"""{"code":"NOPE{{guess}}"}""")))).Select(static answer => answer.Code).ToList();
        Assert.Equal((20, 80), (statuses.Count(static code => code == "discount_not_found"), statuses.Count(static code => code == "rate_limited")));

        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("PUT", "/cart/discount", """{"code":"FLASH50"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("PUT", "/cart/discount", """{"code":"flash50"}""")).Status);
        var other = await shopper.SendAsync("PUT", "/cart/discount", """{"code":"OTHER"}""");
        other.IsProblem(HttpStatusCode.Conflict, "discount_already_applied");
        Assert.Equal("FLASH50", other.Json.GetProperty("discount_code").GetString());
    }

    [Fact]
    public async Task Handlers_hear_once_of_every_change_that_comes_over_HTTP()
    {
        var heard = new List<string>();
        await using var shop = await TestShop.StartAsync(cart => cart.AddEventHandler<CartEvent, Listener>().Services.AddSingleton(heard));
        var shopper = shop.NewShopper();
        var key = ("Idempotency-Key", "once");

        await shopper.AddMugsAsync(1, key);
        await shopper.AddMugsAsync(1, key);
        await shopper.AddMugsAsync(0);
        await shopper.AddAsync("""{"items":[{"content_type_id":8,"object_id":"85123A"},{"content_type_id":7,"object_id":42}]}""", ("Prefer", "return=minimal"));
        await shopper.SendAsync("PUT", "/cart/items/7:42", """{"quantity":5}""");
        await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":-5}""");
        await shopper.SendAsync("DELETE", "/cart/items/8:85123A");
        await shopper.SendAsync("DELETE", "/cart/items");

        Assert.Equal(
            ["ItemAdded 7:42 x 1 at 9.99", "ItemAdded 8:85123A x 1 at 2.55", "ItemAdded 7:42 x 2 at 9.99", "ItemUpdated 7:42 x 5 at 9.99", "ItemUpdated 7:42 x 5 at 9.99 deleted", "ItemRemoved 8:85123A x 1 at 2.55", "CartCleared"],
            heard);
    }

    private static (int Available, int Requested) NumbersOf(JsonElement problem) =>
        (problem.GetProperty("available").GetInt32(), problem.GetProperty("requested").GetInt32());

    internal sealed class Listener(List<string> heard) : ICartEventHandler<CartEvent>
    {
        public ValueTask HandleAsync(CartEvent cartEvent, CancellationToken cancellationToken = default)
        {
            heard.Add(cartEvent switch
            {
                ItemAdded added => $"ItemAdded {added.Line}",
                ItemUpdated { Deleted: true } updated => $"ItemUpdated {updated.Line} deleted",
                ItemUpdated updated => $"ItemUpdated {updated.Line}",
                ItemRemoved removed => $"ItemRemoved {removed.Line}",
                _ => cartEvent.GetType().Name,
            });
            return ValueTask.CompletedTask;
        }
    }
}
