using System.Net;
using System.Text.Json;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>A checkout asks what a cart could have missed since its last change: stock, products, prices. It tells everything at once.</summary>
public sealed class CheckoutStockTests
{
    private const string Both = """{"items":[{"content_type_id":7,"object_id":42,"quantity":5},{"content_type_id":7,"object_id":43,"quantity":3}]}""";

    private readonly Market _market = new();

    [Fact]
    public async Task A_checkout_names_every_line_that_exceeds_the_stock_and_opens_the_cart_again()
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        var before = await shopper.AddAsync(Both);

        (_market.Stock["42"], _market.Stock["43"]) = (4, 0);
        var refused = await shopper.CheckOutAsync();
        var after = await shopper.GetAsync();
        (_market.Stock["42"], _market.Stock["43"]) = (5, 3);
        var placed = await shopper.CheckOutAsync();

        refused.IsProblem(HttpStatusCode.Conflict, "insufficient_stock");
        Assert.Equal(
            [("#/items/0", "insufficient_stock", "7:42", 5, 4), ("#/items/1", "insufficient_stock", "7:43", 3, 0)],
            ErrorsOf(refused).Select(static error => (
                Text(error, "pointer"), Text(error, "code"), Text(error, "key"), error.GetProperty("requested").GetInt32(), error.GetProperty("available").GetInt32())));
        Assert.Equal((5, 4), (refused.Json.GetProperty("requested").GetInt32(), refused.Json.GetProperty("available").GetInt32()));
        Assert.Equal(before.Json.GetProperty("version").GetInt32(), after.Json.GetProperty("version").GetInt32());
        Assert.Equal(HttpStatusCode.Created, placed.Status);
    }

    [Fact]
    public async Task A_checkout_refuses_a_product_that_is_gone()
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddAsync(Both);

        _market.Prices.Remove("43");
        var refused = await shopper.CheckOutAsync();
        await shopper.SendAsync("DELETE", "/cart/items/7:43");

        refused.IsProblem(HttpStatusCode.Conflict, "product_gone");
        Assert.Equal(("#/items/1", "7:43"), (Text(ErrorsOf(refused).Single(), "pointer"), Text(ErrorsOf(refused).Single(), "key")));
        Assert.Equal(HttpStatusCode.Created, (await shopper.CheckOutAsync()).Status);
    }

    [Theory]
    [InlineData(CatalogPolicy.Ignore)]
    [InlineData(CatalogPolicy.Report)]
    public async Task A_host_can_sell_what_is_gone(CatalogPolicy policy)
    {
        await using var shop = await StartAsync(options => options.GoneProducts = policy);
        var shopper = shop.NewShopper();
        await shopper.AddAsync(Both);

        _market.Prices.Remove("43");
        var placed = await shopper.CheckOutAsync();

        Assert.Equal(HttpStatusCode.Created, placed.Status);
        Assert.Equal(["Ware 42", null], placed.Json.GetProperty("items").EnumerateArray().Select(static item => Text(item, "name")));
    }

    [Fact]
    public async Task A_changed_price_refuses_a_checkout_only_where_the_host_wants_that()
    {
        await using var lenient = await StartAsync();
        await using var strict = await StartAsync(static options => options.PriceChange = CatalogPolicy.Refuse);
        var (old, shopper) = (lenient.NewShopper(), strict.NewShopper());
        await old.AddAsync(Both);
        await shopper.AddAsync(Both);

        _market.Prices["42"] = 2.5m;
        var placed = await old.CheckOutAsync();
        var refused = await shopper.CheckOutAsync();

        Assert.Equal((HttpStatusCode.Created, "8.00"), (placed.Status, Text(placed.Json, "total")));
        refused.IsProblem(HttpStatusCode.Conflict, "price_changed");
        var error = Assert.Single(ErrorsOf(refused));
        Assert.Equal(("7:42", "1.00", "2.50"), (Text(error, "key"), Text(error, "unit_price"), Text(error, "catalog_price")));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once_with_its_numbers()
    {
        await using var shop = await StartAsync(static options => options.MinOrderAmount = 10m);
        var shopper = shop.NewShopper();
        await shopper.AddAsync(Both);
        await using var scope = shop.Services.CreateAsyncScope();
        var discount = new Discount { Code = DiscountCode.Parse("SOON"), Value = 10m };
        await scope.ServiceProvider.GetRequiredService<IDiscountStore>().CreateAsync(discount, TestContext.Current.CancellationToken);
        await shopper.SendAsync("PUT", "/cart/discount", """{"code":"SOON"}""");
        await scope.ServiceProvider.GetRequiredService<IDiscountStore>().DeleteAsync(discount.Code, TestContext.Current.CancellationToken);

        _market.Prices.Remove("43");
        _market.Stock["42"] = 1;
        var refused = await shopper.CheckOutAsync();

        refused.IsProblem(HttpStatusCode.Conflict, "product_gone");
        Assert.Equal(
            ["product_gone", "insufficient_stock", "minimum_order_not_met", "discount_not_found"], ErrorsOf(refused).Select(static error => Text(error, "code")));
        Assert.Equal(("10.00", "8.00"), (Text(ErrorsOf(refused)[2], "minimum"), Text(ErrorsOf(refused)[2], "summary")));
    }

    [Fact]
    public async Task A_cart_below_the_minimum_is_told_the_minimum()
    {
        await using var shop = await StartAsync(static options => options.MinOrderAmount = 10m);
        var shopper = shop.NewShopper();
        await shopper.AddAsync(Both);

        var refused = await shopper.CheckOutAsync();

        refused.IsProblem(HttpStatusCode.UnprocessableEntity, "minimum_order_not_met");
        Assert.Equal("10.00", Text(refused.Json, "minimum"));
    }

    [Fact]
    public async Task A_stock_checker_that_does_not_answer_cannot_outlive_the_lease()
    {
        await using var shop = await StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddAsync(Both);

        _market.Answers = new TaskCompletionSource();
        var started = shop.Time.GetUtcNow();
        var refused = await shop.PassTimeUntilAsync(shopper.CheckOutAsync());
        var waited = shop.Time.GetUtcNow() - started;
        _market.Answers = null;

        refused.IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        Assert.False(refused.Json.GetProperty("outcome_unknown").GetBoolean());
        Assert.InRange(waited, TimeSpan.FromSeconds(7.5), TimeSpan.FromSeconds(15));
        Assert.Equal(HttpStatusCode.Created, (await shopper.CheckOutAsync()).Status);
    }

    private Task<TestShop> StartAsync(Action<CartOptions>? options = null) =>
        TestShop.StartAsync(cart => cart.UseProductCatalog(_market).UseInventoryChecker(_market), options: options);

    private static List<JsonElement> ErrorsOf(Answer answer) => [.. answer.Json.GetProperty("errors").EnumerateArray()];

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    /// <summary>A catalog and a stock that change, and a stock that can stop answering.</summary>
    private sealed class Market : IProductCatalog, IInventoryChecker
    {
        public Dictionary<string, decimal> Prices { get; } = new() { ["42"] = 1m, ["43"] = 1m };

        public Dictionary<string, int> Stock { get; } = new() { ["42"] = 100, ["43"] = 100 };

        public TaskCompletionSource? Answers { get; set; }

        public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
            int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, Product>>(objectIds.Where(Prices.ContainsKey)
                .ToDictionary(static id => id, id => new Product(new ProductKey(contentTypeId, id), $"Ware {id}", Prices[id])));

        public async ValueTask<IReadOnlyDictionary<ProductKey, int>> GetAvailableAsync(
            IReadOnlyCollection<ProductKey> products, CancellationToken cancellationToken = default)
        {
            await (Answers?.Task ?? Task.CompletedTask);
            return products.ToDictionary(static product => product, product => Stock[product.ObjectId]);
        }

        public async ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
            quantity.Units <= (await GetAvailableAsync([product], cancellationToken))[product];

        public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
            CheckAsync(product, quantity, cancellationToken);
    }
}
