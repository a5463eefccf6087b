using System.Net;
using Cart.Engine;
using Cart.Testing;
using MessagePack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cart.AspNetCore.Tests;

/// <summary>The same refusal has the same code and the same status at every door.</summary>
public sealed class ErrorDoorTests
{
    private const string Json = "JSON";
    private const string MessagePack = "MessagePack";
    private const string Facade = "facade";
    private const string Sequel = "another";

    private static readonly string[] Doors = [Json, MessagePack, Facade];
    private static readonly ChangeOptions OfVersion99 = new() { ExpectedVersion = 99 };
    private static readonly CheckoutRequest Dear = new() { ExpectedTotal = 1m };

    /// <summary>What a shopper can be refused: how it comes about, the request, the same by the facade, and the row.</summary>
    private static readonly Refusal[] Refusals =
    [
        new(CartErrors.InvalidQuantity, "POST", "/cart/items", Add(0), static cart => cart.AddAsync(TestShop.Mug.Key, 0)),
        new(CartErrors.InvalidQuantity, "POST", "/cart/items", Add(10_000), static cart => cart.AddAsync(TestShop.Mug.Key, 10_000)),
        new(CartErrors.InvalidQuantity, "PUT", "/cart/items/7:42", """{"quantity":-1}""", static cart => cart.UpdateAsync(TestShop.Mug.Key, -1)) { Mugs = 1 },
        new(CartErrors.InvalidQuantity, "PATCH", "/cart/items/7:42", """{"delta":0}""", static cart => cart.AdjustAsync(TestShop.Mug.Key, 0)) { Mugs = 1 },
        new(CartErrors.InvalidQuantity, "PATCH", "/cart/items/7:42", """{"delta":-9}""", static cart => cart.AdjustAsync(TestShop.Mug.Key, -9)) { Mugs = 1 },
        new(CartErrors.InsufficientStock, "POST", "/cart/items", Add(100), static cart => cart.AddAsync(TestShop.Mug.Key, 100)),
        new(CartErrors.InsufficientStock, "PATCH", "/cart/items/7:42", """{"delta":100}""", static cart => cart.AdjustAsync(TestShop.Mug.Key, 100)) { Mugs = 1 },
        new(CartErrors.ItemNotFound, "PATCH", "/cart/items/7:42", """{"delta":1}""", static cart => cart.AdjustAsync(TestShop.Mug.Key, 1)),
        new(CartErrors.ItemNotFound, "DELETE", "/cart/items/7:41", null, static cart => cart.RemoveAsync("7:41")) { Mugs = 1 },
        new(CartErrors.ProductNotFound, "POST", "/cart/items", """{"content_type_id":7,"object_id":404}""", static cart => cart.AddAsync("7:404")),
        new(CartErrors.TooManyLines, "POST", "/cart/items", """{"content_type_id":8,"object_id":"85123A"}""", static cart => cart.AddAsync(TestShop.Heart.Key)) { Mugs = 1 },
        new(CartErrors.VersionMismatch, "POST", "/cart/items", Add(1), static cart => cart.AddAsync(TestShop.Mug.Key, 1, OfVersion99)) { Mugs = 1, IfMatch = "\"99-j\"" },
        new(CartErrors.CheckoutInProgress, "POST", "/cart/items", Add(1), static cart => cart.AddAsync(TestShop.Mug.Key)) { Mugs = 1, Prepare = HoldAsync },
        new(CartErrors.CartEmpty, "POST", "/cart/checkout", "{}", static cart => cart.CheckoutAsync()),
        new(CartErrors.MinimumOrderNotMet, "POST", "/cart/checkout", "{}", static cart => cart.CheckoutAsync()) { Mugs = 1 },
        new(CartErrors.ExpectedTotalMismatch, "POST", "/cart/checkout", """{"expected_total":"1.00"}""", static cart => cart.CheckoutAsync(Dear)) { Mugs = 5 },
        new(CartErrors.DiscountNotFound, "PUT", "/cart/discount", Code("NONE"), static cart => cart.ApplyDiscountAsync("NONE")) { Mugs = 1 },
        new(CartErrors.DiscountInactive, "PUT", "/cart/discount", Code("OFF"), static cart => cart.ApplyDiscountAsync("OFF")) { Mugs = 1 },
        new(CartErrors.DiscountExhausted, "PUT", "/cart/discount", Code("USED"), static cart => cart.ApplyDiscountAsync("USED")) { Mugs = 1 },
        new(CartErrors.DiscountNotStarted, "PUT", "/cart/discount", Code("EARLY"), static cart => cart.ApplyDiscountAsync("EARLY")) { Mugs = 1 },
        new(CartErrors.DiscountExpired, "PUT", "/cart/discount", Code("LATE"), static cart => cart.ApplyDiscountAsync("LATE")) { Mugs = 1 },
        new(CartErrors.DiscountMinimumNotMet, "PUT", "/cart/discount", Code("RICH"), static cart => cart.ApplyDiscountAsync("RICH")) { Mugs = 1 },
        new(CartErrors.DiscountSignInRequired, "PUT", "/cart/discount", Code("ONCE"), static cart => cart.ApplyDiscountAsync("ONCE")) { Mugs = 1 },
        new(CartErrors.DiscountApplied, "PUT", "/cart/discount", Code("SECOND"), static cart => cart.ApplyDiscountAsync("SECOND")) { Mugs = 1, Prepare = ApplyAsync },
        new(CartErrors.DiscountUsedUp, "POST", "/cart/checkout", "{}", static cart => cart.CheckoutAsync()) { Mugs = 6, Prepare = UseUpAsync },
        new(CartErrors.ShippingOptionNotFound, "PUT", "/cart/shipping", """{"id":"teleport"}""", static cart => cart.SelectShippingAsync("teleport")) { Mugs = 1 },
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_refusal_that_can_happen_has_the_code_and_the_status_of_its_row_at_every_door()
    {
        await using var shop = await TestShop.StartAsync(
            static cart => cart.UseInventoryChecker(new Shelf()),
            options: static options => (options.MaxLines, options.MinOrderAmount) = (1, 40m),
            map: static app => app.MapPost("/by-facade/{number:int}", static (int number, ShoppingCart cart) => Refusals[number].ByFacade(cart)));
        var discounts = shop.Services.GetRequiredService<IDiscountStore>();
        foreach (var discount in Discounts(shop.Time.GetUtcNow()))
        {
            await discounts.CreateAsync(discount, Cancellation);
        }

        var wrong = new List<string>();
        for (var number = 0; number < Refusals.Length; number++)
        {
            foreach (var door in Doors)
            {
                var refusal = Refusals[number];
                var shopper = shop.NewShopper();
                await FillAsync(shopper, refusal.Mugs);
                await refusal.Prepare(shop, shopper, Sequel + number + door);
                var answer = await refusal.AnswerAsync(door, number, shopper);
                if ((refusal.Row.HttpStatus, refusal.Row.Code) != ((int)answer.Status, answer.Status < HttpStatusCode.BadRequest ? "" : answer.Code))
                {
                    wrong.Add($"{refusal.Row.HttpStatus} {refusal.Row.Code} by {door}: {answer.Status} {answer.Text}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_row_is_the_same_as_a_problem_as_an_exception_and_as_the_answer_of_a_store()
    {
        Assert.All(CartErrors.All, static row => Assert.Equal((row.HttpStatus, row.Code), (CartProblem.Of(row).Status, CartProblem.Of(row).Code)));
        foreach (var row in CartErrors.All.Where(static row => row.HttpStatus >= 400))
        {
            var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
            var faults = new RequestFaults(NullLogger<RequestFaults>.Instance, TimeProvider.System);
            await new CartRefusalMiddleware(_ => throw row.ToException(), faults, NullLogger<CartRefusalMiddleware>.Instance).InvokeAsync(context);

            Assert.Equal((row.HttpStatus, row.Code), (context.Response.StatusCode, row.ToException().Code));
            Assert.All(row.Numbers, number => Assert.True(CartErrors.Of(new CartResult { Status = number }).Is(row)));
        }
    }

    [Fact]
    public void A_code_has_one_status_but_where_the_page_says_otherwise()
    {
        var several = CartErrors.All.Where(static row => row.HttpStatus >= 400).GroupBy(static row => row.Code)
            .Where(static rows => rows.Select(static row => row.HttpStatus).Distinct().Count() > 1).Select(static rows => rows.Key);

        // An operator asks for a discount by its address; of an order, another took the last use.
        Assert.Equal(["discount_exhausted", "discount_not_found"], several.Order());
    }

    [Fact]
    public void A_code_is_written_in_the_catalogue_alone()
    {
        var codes = CartErrors.All.Select(static row => $"\"{row.Code}\"").Distinct().ToList();
        var elsewhere = from path in Directory.GetFiles(Path.Combine(SourceTree.Root, "src"), "*.cs", SearchOption.AllDirectories)
                        where !path.Contains("Cart.Engine/Errors/", StringComparison.Ordinal)
                        from line in File.ReadLines(path)
                        where codes.Exists(code => line.Contains(code, StringComparison.Ordinal))
                        select $"{Path.GetFileName(path)}: {line.Trim()}";

        Assert.Empty(elsewhere);
    }

    [Fact]
    public async Task An_operator_is_refused_alike_by_the_API_and_the_pages()
    {
        await using var shop = await TestShop.StartAsync();
        var discounts = shop.Services.GetRequiredService<IDiscountStore>();
        await discounts.CreateAsync(new Discount { Code = DiscountCode.Parse("TAKEN"), Value = 1 }, Cancellation);
        (string Path, CartError Row)[] addresses =
        [
            ("/cart-admin/discounts/NONE", CartErrors.NoSuchDiscount),
            ($"/cart-admin/carts/{CartId.New()}", CartErrors.CartNotFound),
            ($"/cart-admin/orders/{OrderId.New(TimeProvider.System)}", CartErrors.OrderNotFound),
        ];
        foreach (var (path, row) in addresses)
        {
            var json = await shop.NewShopper().SendAsync("GET", path);
            var page = await shop.NewShopper().SendAsync("GET", path, null, ("Accept", "text/html"));

            json.IsProblem((HttpStatusCode)row.HttpStatus, row.Code);
            Assert.Equal((row.HttpStatus, true), ((int)page.Status, page.Text.Contains(row.Message, StringComparison.Ordinal)));
        }

        var taken = await shop.NewShopper().SendAsync("POST", "/cart-admin/discounts", """{"code":"taken","value":"1.00"}""");
        taken.IsProblem((HttpStatusCode)CartErrors.DiscountExists.HttpStatus, CartErrors.DiscountExists.Code);
    }

    private static string Add(int quantity) => $$"""{"content_type_id":7,"object_id":42,"quantity":{{quantity}}}""";

    private static string Code(string code) => $$"""{"code":"{{code}}"}""";

    private static IEnumerable<Discount> Discounts(DateTimeOffset now)
    {
        Discount Named(string code) => new() { Code = DiscountCode.Parse(code), Value = 1 };
        return
        [
            Named("FIRST"), Named("SECOND"), Named("OFF") with { IsActive = false }, Named("USED") with { MaxUses = 0 },
            Named("EARLY") with { ValidFrom = now.AddHours(1) }, Named("LATE") with { ValidUntil = now.AddHours(-1) },
            Named("RICH") with { MinCartValue = 500 }, Named("ONCE") with { MaxUsesPerCustomer = 1 },
        ];
    }

    private static async Task FillAsync(Shopper shopper, int mugs)
    {
        if (mugs > 0)
        {
            Assert.Equal(HttpStatusCode.OK, (await shopper.AddMugsAsync(mugs)).Status);
        }
    }

    private static async Task HoldAsync(TestShop shop, Shopper shopper, string unused) =>
        await shop.Carts.ApplyAsync(shop.CartOf(shopper)!.Value, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);

    private static async Task ApplyAsync(TestShop shop, Shopper shopper, string unused) =>
        Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("PUT", "/cart/discount", Code("FIRST"))).Status);

    private static async Task UseUpAsync(TestShop shop, Shopper shopper, string code)
    {
        var discounts = shop.Services.GetRequiredService<IDiscountStore>();
        var last = new Discount { Code = DiscountCode.Parse(code), Value = 1 };
        await discounts.CreateAsync(last, Cancellation);
        Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("PUT", "/cart/discount", Code(code))).Status);
        await discounts.UpdateAsync(last with { MaxUses = 0 }, Cancellation);
        shop.Time.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>A refusal, and how it comes about.</summary>
    private sealed record Refusal(CartError Row, string Method, string Path, string? Body, Func<ShoppingCart, Task> ByFacade)
    {
        public int Mugs { get; init; }

        public string? IfMatch { get; init; }

        public Func<TestShop, Shopper, string, Task> Prepare { get; init; } = static (_, _, _) => Task.CompletedTask;

        public Task<Answer> AnswerAsync(string door, int number, Shopper shopper)
        {
            (string, string)[] headers = IfMatch is null || door is Facade ? [] : [("If-Match", IfMatch)];
            return door switch
            {
                Json => shopper.SendAsync(Method, Path, Body, headers),
                MessagePack when Body is not null => shopper.SendAsync(
                    new HttpMethod(Method), Path, Shopper.Bytes(MessagePackSerializer.ConvertFromJson(Body), "application/vnd.msgpack"), headers),
                MessagePack => shopper.SendAsync(Method, Path, null, [.. headers, ("Accept", "application/vnd.msgpack")]),
                _ => shopper.SendAsync("POST", $"/by-facade/{number}"),
            };
        }
    }

    private sealed class Shelf : IInventoryChecker
    {
        public ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(quantity.Units <= 50 || quantity.Units > 9_999);

        public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(true);
    }
}
