using System.Net;
using System.Text.RegularExpressions;
using Cart.Engine;
using Cart.Testing;
using Extensions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cart.AspNetCore.Tests;

/// <summary>docs/extending.md shows the extensions as they are built, and they do what it says.</summary>
public sealed partial class ExtendingTests
{
    private const string Book = """{"content_type_id":9,"object_id":"ISBN-1"}""";

    private static readonly (string Name, string Value) App = ("X-App-Secret", "an app's secret of 32 characters");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_every_file_as_it_is_built_and_nothing_else()
    {
        var files = Directory.GetFiles(Path.Combine(SourceTree.Root, "samples/Extensions"), "*.cs")
            .Select(static path => File.ReadAllText(path).Split("namespace Extensions;\n\n")[1]);

        var shown = Example().Matches(await PageAsync()).Select(static block => block.Groups[1].Value);

        Assert.Equal(files.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_checkout_costs_what_the_page_says_and_the_handlers_hear_of_it()
    {
        await using var own = await OwnShop.StartAsync();
        await own.Shop.Services.GetRequiredService<IDiscountStore>()
            .CreateAsync(new Discount { Code = DiscountCode.Parse("TEN"), Value = 10m }, Cancellation);
        var shopper = own.Shop.NewShopper();
        shopper.User = "alice";
        await shopper.AddMugsAsync(2, App);
        await shopper.AddAsync(Book, App);
        await shopper.SendAsync("PUT", "/cart/discount", """{"code":"TEN"}""", App);
        var seen = await shopper.SendAsync("PUT", "/cart/shipping", """{"id":"express"}""", App);

        var placed = await shopper.CheckOutAsync(null, App);

        Assert.Equal(HttpStatusCode.Created, placed.Status);
        Assert.Equal(Costs(seen), Costs(placed));
        Assert.Contains(Costs(placed), await PageAsync(), StringComparison.Ordinal);
        Assert.Equal("Thank you. 50.56 to pay.", await own.AskAsync("SELECT content FROM mail WHERE recipient = 'alice'"));
        var told = await own.HearAsync<OrderPlaced>();
        await using var scope = own.Shop.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CartEvents>().PublishAsync(told, Cancellation);
        Assert.Equal(28, await own.AskAsync("SELECT stock FROM products WHERE object_id = '42'"));
    }

    [Fact]
    public async Task Shipping_follows_the_cart()
    {
        await using var own = await OwnShop.StartAsync();
        var shopper = own.Shop.NewShopper();

        Assert.Equal("4.90", (await shopper.AddMugsAsync(1, App)).Json.GetProperty("shipping").GetString());
        Assert.Equal("0.00", (await shopper.AddMugsAsync(20, App)).Json.GetProperty("shipping").GetString());
        Assert.Equal(
            """[{"id":"standard","name":"Standard, 2 to 3 days","price":"0.00"}]""",
            (await shopper.SendAsync("GET", "/cart/shipping-options", null, App)).Text);
        (await shopper.SendAsync("PUT", "/cart/shipping", """{"id":"express"}""", App)).IsProblem(HttpStatusCode.NotFound, "shipping_option_not_found");
    }

    [Fact]
    public async Task The_warehouse_refuses_what_it_does_not_have()
    {
        await using var own = await OwnShop.StartAsync();
        var shopper = own.Shop.NewShopper();
        await shopper.AddAsync(Book, App);

        (await shopper.AddAsync(Book, App)).IsProblem(HttpStatusCode.Conflict, "insufficient_stock");
        (await shopper.AddAsync("""{"content_type_id":9,"object_id":"ISBN-2"}""", App)).IsProblem(HttpStatusCode.NotFound, "product_not_found");

        var (book, warehouse) = (new ProductKey(9, "ISBN-1"), new Warehouse(own.Database));
        Assert.True(await warehouse.ReserveAsync(book, Quantity.One, Cancellation));
        Assert.False(await warehouse.ReserveAsync(book, Quantity.One, Cancellation));
        Assert.True(await warehouse.ReleaseAsync(book, Quantity.One, Cancellation));
        Assert.True(await warehouse.CheckAsync(book, Quantity.One, Cancellation));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_as_such()
    {
        await using var away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(new DatabaseCatalog(away)));

        (await shop.NewShopper().AddMugsAsync()).IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
    }

    [Fact]
    public async Task An_app_has_its_cart_by_its_secret_alone()
    {
        await using var own = await OwnShop.StartAsync();
        var (phone, stranger) = (own.Shop.NewShopper(), own.Shop.NewShopper());
        await phone.AddMugsAsync(2, App);
        await stranger.AddMugsAsync(1);

        Assert.Equal(2, Count(await own.Shop.NewShopper().GetAsync(App)));
        Assert.Equal(0, Count(await stranger.GetAsync()));
        Assert.Equal(0, Count(await stranger.GetAsync(("X-App-Secret", "short"))));
        Assert.Empty((await phone.GetAsync(App)).SetCookies);
    }

    [Fact]
    public async Task A_user_is_reminded_once_of_a_cart_that_was_left_alone()
    {
        await using var own = await OwnShop.StartAsync();
        var shopper = own.Shop.NewShopper();
        shopper.User = "bob";
        await shopper.AddMugsAsync(3, App);
        var guest = own.Shop.NewShopper();
        (string Name, string Value) other = ("X-App-Secret", "another app's secret of 34 letters");
        await guest.AddMugsAsync(1, other);
        await guest.GetAsync(other);
        var sweep = own.Shop.Services.GetRequiredService<AbandonedCartSweep>();

        own.Shop.Time.Advance(TimeSpan.FromHours(2));
        await sweep.SweepAsync(Cancellation);
        await own.HearAsync<CartAbandoned>();
        await own.HearAsync<CartAbandoned>();
        await sweep.SweepAsync(Cancellation);

        Assert.Equal(1L, await own.AskAsync("SELECT count(*) FROM mail"));
        Assert.Equal("3 units wait in your cart.", await own.AskAsync("SELECT content FROM mail WHERE recipient = 'bob'"));
    }

    [Fact]
    public async Task A_calculator_is_asked_once_and_one_that_throws_leaves_the_cart_open()
    {
        var tax = new MoodyTax();
        await using var own = await OwnShop.StartAsync(cart => cart.UseTaxCalculator(tax));
        var shopper = own.Shop.NewShopper();
        await shopper.AddMugsAsync(1, App);

        Assert.Equal(1, await AskedForAsync(() => shopper.GetAsync(App)));
        tax.Fault = new InvalidOperationException();
        Assert.Equal(HttpStatusCode.InternalServerError, (await shopper.CheckOutAsync(null, App)).Status);
        tax.Fault = new CartUnavailableException("The office of taxes does not answer.", outcomeUnknown: false);
        (await shopper.CheckOutAsync(null, App)).IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");

        var added = await shopper.AddMugsAsync(1, App);
        added.IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        Assert.True(added.Json.GetProperty("outcome_unknown").GetBoolean());

        tax.Fault = null;
        Assert.Equal(2, Count(await shopper.GetAsync(App)));
        Assert.Equal(1, await AskedForAsync(() => shopper.CheckOutAsync(null, App)));
        Assert.False(tax.CouldBeStopped);

        async Task<int> AskedForAsync(Func<Task<Answer>> request)
        {
            var before = tax.Asked;
            Assert.True((int)(await request()).Status < 300);
            return tax.Asked - before;
        }
    }

    private static int Count(Answer cart) => cart.Json.GetProperty("count").GetInt32();

    private static string Costs(Answer answer)
    {
        return $"sum {Of("summary")}, discount {Of("discount_amount")}, tax {Of("tax")}, shipping {Of("shipping")}, to pay {Of("total")}";

        string? Of(string amount) => answer.Json.GetProperty(amount).GetString();
    }

    private static Task<string> PageAsync() => File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/extending.md"), Cancellation);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    private sealed class MoodyTax : ITaxCalculator
    {
        public int Asked { get; private set; }

        public bool CouldBeStopped { get; private set; }

        public Exception? Fault { get; set; }

        public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default)
        {
            (Asked, CouldBeStopped) = (Asked + 1, cancellationToken.CanBeCanceled);
            return Fault is null ? ValueTask.FromResult(1m) : throw Fault;
        }
    }
}
