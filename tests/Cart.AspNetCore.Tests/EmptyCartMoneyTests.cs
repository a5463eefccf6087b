using System.Net;
using System.Text.Json;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>A cart without lines costs nothing, and what a discount takes off is not taxed, by every door.</summary>
public sealed class EmptyCartMoneyTests
{
    private const string ByMessagePack = "application/vnd.msgpack";

    private static readonly (string Method, string Path, string? Body)[] Emptying =
    [
        ("DELETE", "/cart/items", null),
        ("DELETE", "/cart/items/7:42", null),
        ("PUT", "/cart/items/7:42", """{"quantity":0}"""),
        ("PATCH", "/cart/items/7:42", """{"delta":-2}"""),
    ];

    public static readonly MatrixTheoryData<int, bool> Ways = new([0, 1, 2, 3], [false, true]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_cart_that_lost_its_last_line_costs_nothing_by_any_door(int way, bool isUser)
    {
        await using var shop = await StartAsync(new Fees());
        var shopper = shop.NewShopper();
        shopper.User = isUser ? "user " + Guid.NewGuid() : null;
        await shopper.AddMugsAsync(2);
        await shopper.SendAsync("PUT", "/cart/shipping", """{"id":"express"}""");
        await shopper.SendAsync("PUT", "/cart/discount", """{"code":"ALL"}""");
        Assert.All(await SeenAsync(shop, shopper), static cart => Assert.Equal(("3.00", "9.90"), (Text(cart, "tax"), Text(cart, "shipping"))));

        var (method, path, body) = Emptying[way];
        var emptied = await shopper.SendAsync(method, path, body);

        Assert.Equal(HttpStatusCode.OK, emptied.Status);
        Assert.All(await SeenAsync(shop, shopper, emptied), static cart =>
            Assert.Equal(("0.00", "0.00", "0.00"), (Text(cart, "tax"), Text(cart, "shipping"), Text(cart, "total"))));
    }

    [Theory]
    [InlineData("PUT", "/cart/shipping", """{"id":"express"}""")]
    [InlineData("PUT", "/cart/import", "{}")]
    [InlineData("PUT", "/cart/import", """{"__user_id__":null}""")]
    [InlineData("GET", "/cart", null)]
    public async Task A_cart_that_never_had_a_line_costs_nothing(string method, string path, string? body)
    {
        await using var shop = await StartAsync(new Fees());
        var shopper = shop.NewShopper();

        var answer = await shopper.SendAsync(method, path, body);

        Assert.All(await SeenAsync(shop, shopper, answer), static cart =>
            Assert.Equal(("0.00", "0.00", "0.00"), (Text(cart, "tax"), Text(cart, "shipping"), Text(cart, "total"))));
    }

    [Fact]
    public async Task A_calculator_that_charges_empty_carts_is_asked()
    {
        await using var shop = await StartAsync(new Fees { ChargesEmptyCarts = true });

        Assert.All(
            await SeenAsync(shop, shop.NewShopper()), static cart => Assert.Equal(("3.00", "5.00"), (Text(cart, "tax"), Text(cart, "shipping"))));
    }

    [Theory]
    [InlineData("ALL", "0.00", "0.00")]
    [InlineData("HALF", "2.00", "11.99")]
    [InlineData(null, "4.00", "23.98")]
    public async Task A_flat_rate_taxes_what_is_left_after_the_discount_by_every_door(string? code, string tax, string total)
    {
        await using var shop = await StartAsync(null, new FlatRateTaxCalculator(0.2m));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(2);
        if (code is not null)
        {
            Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("PUT", "/cart/discount", $$"""{"code":"{{code}}"}""")).Status);
        }

        Assert.All(await SeenAsync(shop, shopper), cart => Assert.Equal((tax, total), (Text(cart, "tax"), Text(cart, "total"))));
        var placed = await shopper.CheckOutAsync($$"""{"expected_total":"{{total}}"}""");
        var order = await shopper.SendAsync("GET", placed.Location!.OriginalString);
        var seen = await shop.NewShopper().SendAsync("GET", "/cart-admin" + placed.Location.OriginalString);
        Assert.All([placed, order, seen], answer => Assert.Equal((tax, total), (Text(answer.Json, "tax"), Text(answer.Json, "total"))));
    }

    private static async Task<IReadOnlyList<JsonElement>> SeenAsync(TestShop shop, Shopper shopper, params Answer[] answers)
    {
        await using var live = await EventStream.FollowAsync(shop, shopper);
        await live.NextAsync();
        List<JsonElement> seen =
        [
            .. answers.Select(static answer => answer.Content),
            (await shopper.GetAsync()).Json,
            (await shopper.GetAsync(("Accept", ByMessagePack))).Content,
            live.Cart,
            (await shopper.SendAsync("GET", "/facade")).Json,
        ];
        if (shop.CartOf(shopper) is { } id)
        {
            var shown = await shop.NewShopper().SendAsync("GET", $"/cart-admin/carts/{id}");
            if (shown.Status is HttpStatusCode.OK && shown.Json.TryGetProperty("tax", out _))
            {
                seen.Add(shown.Json);
            }
        }

        return seen;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<TestShop> StartAsync(Fees? fees, ITaxCalculator? tax = null)
    {
        var shop = await TestShop.StartAsync(
            cart =>
            {
                cart.UseTaxCalculator(tax ?? fees!);
                if (fees is not null)
                {
                    cart.UseShippingCalculator(fees);
                }
            },
            map: static app => app.MapGet("/facade", static async (ShoppingCart cart) =>
            {
                var totals = await cart.TotalsAsync();
                return Results.Json(new Dictionary<string, string>
                {
                    ["tax"] = Currency.Usd.Format(totals.Tax),
                    ["shipping"] = Currency.Usd.Format(totals.Shipping),
                    ["total"] = Currency.Usd.Format((await cart.TotalsAsync()).Total),
                });
            }));
        await using var scope = shop.Services.CreateAsyncScope();
        var discounts = scope.ServiceProvider.GetRequiredService<IDiscountStore>();
        await discounts.CreateAsync(new Discount { Code = DiscountCode.Parse("ALL"), Value = 100 });
        await discounts.CreateAsync(new Discount { Code = DiscountCode.Parse("HALF"), Value = 50 });
        return shop;
    }

    /// <summary>Asks for a fee of every cart that it is given.</summary>
    private sealed class Fees : ITaxCalculator, IShippingCalculator
    {
        public bool ChargesEmptyCarts { get; init; }

        ValueTask<decimal> ITaxCalculator.CalculateAsync(PricingContext context, CancellationToken cancellationToken) => ValueTask.FromResult(3m);

        ValueTask<decimal> IShippingCalculator.CalculateAsync(PricingContext context, CancellationToken cancellationToken) => ValueTask.FromResult(5m);

        ValueTask<IReadOnlyList<ShippingOption>> IShippingCalculator.GetOptionsAsync(PricingContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<ShippingOption>>([new("express", "Express", 9.90m)]);
    }
}
