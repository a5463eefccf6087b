using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="ICartStore"/> does with the greatest quantities that the stock allows, and with prices of lines that gain units.</summary>
public abstract class CartStockContract
{
    private static readonly ProductKey Widget = new(7, 42);
    private static readonly ProductKey Postage = new(8, "BANK CHARGES");

    private readonly CartId _id = CartId.New();

    public static TheoryData<string, int?> Gains => new()
    {
        { "add", 12 }, { "add", 13 }, { "set", 12 }, { "set", 13 }, { "adjust", 12 }, { "adjust", 13 },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time);

    [Theory]
    [MemberData(nameof(Gains))]
    public async Task A_line_gains_units_up_to_the_stock(string verb, int quantity)
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 10, 1m), Cancellation);

        var result = await carts.ApplyAsync(_id, Raise(verb, Widget, 10, quantity) with { StockCeilings = Units.Of(12) }, Cancellation);

        Assert.Equal(quantity == 12 ? CartStatus.Ok : CartStatus.InsufficientStock, result.Status);
        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal(quantity == 12 ? (2, 12) : (1, 10), (cart.Version, cart.Count));
        if (quantity > 12)
        {
            var problem = Assert.Single(result.Problems);
            Assert.Equal(("insufficient_stock", Widget, 12, quantity), (problem.Code, problem.Product, problem.Available?.ToInt32(), problem.Requested!.Value.ToInt32()));
            Assert.Equal((Widget, 1), (result.Line!.Value.Product, result.Version));
        }
    }

    [Theory]
    [InlineData("set", 7)]
    [InlineData("adjust", 7)]
    [InlineData("set", 0)]
    public async Task A_line_above_the_stock_can_lose_units(string verb, int quantity)
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 10, 1m), Cancellation);

        var result = await carts.ApplyAsync(_id, Raise(verb, Widget, 10, quantity) with { StockCeilings = Units.Of(5) }, Cancellation);

        Assert.Equal((CartStatus.Ok, quantity), (result.Status, (int)result.Count));
    }

    [Fact]
    public async Task All_lines_above_stock_and_limit_are_named_at_once()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(new CartLine(Widget, 4, 1m), new CartLine(new(7, 1), 95, 1m)), Cancellation);
        CartLine[] additions = [new(Widget, 2, 1m), new(new(7, 1), 6, 1m), new(new(7, 2), 1, 1m), new(Postage, 3, 1m)];

        var refused = await carts.ApplyAsync(_id, new AddLines(additions) { StockCeilings = Units.Of(5, 500, 1, 0) }, Cancellation);
        var set = await carts.ApplyAsync(
            _id, new SetLines(new LineAssignment(Widget, 6), new LineAssignment(new(7, 1), 96)) { StockCeilings = Units.Of(5, 95) }, Cancellation);

        Assert.Equal((CartStatus.InsufficientStock, Widget), (refused.Status, refused.Line!.Value.Product));
        Assert.Equal(
            [("insufficient_stock", Widget, 6, 5, null), ("invalid_quantity", new(7, 1), 101, null, 100), ("insufficient_stock", Postage, 3, 0, null)],
            Numbers(refused));
        Assert.Equal([("insufficient_stock", Widget, 6, 5, null), ("insufficient_stock", new(7, 1), 96, 95, null)], Numbers(set));
        Assert.Equal(1, (await carts.GetAsync(_id, Cancellation)).Version);
    }

    [Fact]
    public async Task A_new_line_is_limited_too_and_the_limit_of_a_quantity_is_named_first()
    {
        var carts = await CreateAsync();

        var single = await carts.ApplyAsync(_id, new AddLines(Widget, 3, 1m) { StockCeilings = Units.Of(2) }, Cancellation);
        await carts.ApplyAsync(_id, new AddLines(Widget, 99, 1m), Cancellation);
        var both = await carts.ApplyAsync(_id, new AddLines(Widget, 2, 1m) { StockCeilings = Units.Of(99) }, Cancellation);

        Assert.Equal(CartStatus.InsufficientStock, single.Status);
        Assert.Equal((CartStatus.QuantityLimit, 100), (both.Status, both.Problems[0].Limit!.Value.ToInt32()));
    }

    [Fact]
    public async Task Adds_at_once_fill_the_stock_exactly()
    {
        var carts = await CreateAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(
            _ => carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m) { StockCeilings = Units.Of(40) }, Cancellation).AsTask()));

        Assert.Equal((40, 20), (results.Count(r => r.Status is CartStatus.Ok), results.Count(r => r.Status is CartStatus.InsufficientStock)));
        Assert.Equal(40, (await carts.GetAsync(_id, Cancellation)).Count);
    }

    [Fact]
    public async Task A_repeat_is_answered_whatever_the_stock_is_by_then()
    {
        var carts = await CreateAsync();
        var operation = OperationId.New();

        foreach (var verb in (string[])["add", "set", "adjust"])
        {
            var id = CartId.New();
            await carts.ApplyAsync(id, new AddLines(Widget, 10, 1m), Cancellation);
            var change = Raise(verb, Widget, 10, 12) with { Operation = operation };
            await carts.ApplyAsync(id, change with { StockCeilings = Units.Of(12) }, Cancellation);
            var repeat = await carts.ApplyAsync(id, change with { StockCeilings = Units.Of(0) }, Cancellation);
            Assert.Equal((CartStatus.Ok, true, 12), (repeat.Status, repeat.Replayed, (int)repeat.Count));
        }
    }

    [Fact]
    public async Task A_line_takes_the_price_of_the_day_only_if_it_gains_units()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 10, 1m), Cancellation);

        List<decimal> prices = [];
        CartMutation[] changes =
        [
            new SetLines(new LineAssignment(Widget, 9) { PriceIfMore = 2m }),
            new SetLines(new LineAssignment(Widget, 9) { PriceIfMore = 3m }),
            new SetLines(new LineAssignment(Widget, 10) { PriceIfMore = 4m }),
            new AdjustLine(Widget, -1) { PriceIfMore = 5m },
            new AdjustLine(Widget, 1) { PriceIfMore = 6m },
            new SetLines(new LineAssignment(Widget, 11, 7m) { PriceIfMore = 8m }),
        ];
        foreach (var change in changes)
        {
            prices.Add((await carts.ApplyAsync(_id, change, Cancellation)).Changed[0].UnitPrice);
        }

        Assert.Equal([1m, 1m, 4m, 4m, 6m, 7m], prices);
    }

    [Fact]
    public async Task A_restored_line_keeps_what_the_payload_does_not_give()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 3, 5m), Cancellation);

        var restored = await carts.ApplyAsync(
            _id,
            new SetLines(new LineAssignment(Widget, null, 6m), new LineAssignment(Postage, null, 2m)) { CreateMissing = true, StockCeilings = Units.Of(0, 1) },
            Cancellation);

        Assert.Equal([new CartLine(Widget, 3, 6m), new CartLine(Postage, 1, 2m)], restored.Changed);
    }

    [Fact]
    public async Task Surplus_lines_are_left_off_where_that_is_wanted()
    {
        var carts = await CreateAsync(new CartOptions { MaxLines = 2 }, TimeProvider.System);
        await carts.ApplyAsync(_id, new AddLines(Widget, 3, 5m), Cancellation);
        LineAssignment[] lines = [new(new(7, 1), 1, 1m), new(new(7, 2), 1, 1m), new(Widget, 1, 1m)];

        var refused = await carts.ApplyAsync(_id, new SetLines(lines) { CreateMissing = true }, Cancellation);
        var taken = await carts.ApplyAsync(_id, new SetLines(lines) { CreateMissing = true, LeavesOffSurplus = true }, Cancellation);

        Assert.Equal(CartStatus.TooManyLines, refused.Status);
        Assert.Equal([new CartLine(new(7, 1), 1, 1m), new CartLine(Widget, 1, 1m)], taken.Changed);
        Assert.Equal((2, 2), (taken.UniqueCount, (int)taken.Count));
    }

    [Theory]
    [InlineData(MergeStrategy.Add, "12 20 3")]
    [InlineData(MergeStrategy.Replace, "7 9 3")]
    [InlineData(MergeStrategy.KeepHigher, "8 20 3")]
    public async Task A_merge_cuts_what_it_adds_to_the_stock(MergeStrategy strategy, string expected)
    {
        var carts = await CreateAsync();
        ProductKey[] products = [new(7, 1), new(7, 2), new(7, 3), new(7, 4)];
        await carts.ApplyAsync(_id, new AddLines(new CartLine(products[0], 8, 1m), new CartLine(products[1], 20, 1m)), Cancellation);
        ImmutableArray<CartLine> source = [new(products[0], 7, 2m), new(products[1], 9, 2m), new(products[2], 5, 2m), new(products[3], 5, 2m)];

        var merged = await carts.ApplyAsync(_id, new MergeLines(CartId.New(), 1, strategy, source) { StockCeilings = Units.Of(12, 12, 3, 0) }, Cancellation);

        Assert.Equal(CartStatus.Ok, merged.Status);
        Assert.Equal(expected, string.Join(' ', (await carts.GetAsync(_id, Cancellation)).Lines.Select(line => line.Quantity)));
        Assert.Contains(LineKey.Of(products[2]), merged.Clamped);
        Assert.Contains(LineKey.Of(products[3]), merged.Clamped);
        Assert.DoesNotContain(merged.Changed, line => line.Product == products[3]);
        Assert.Equal((await carts.GetAsync(_id, Cancellation)).Count, merged.Count);
    }

    private static CartMutation Raise(string verb, ProductKey product, int held, int quantity) => verb switch
    {
        "add" => new AddLines(product, quantity - held, 1m),
        "set" => new SetLines(product, quantity),
        _ => new AdjustLine(product, quantity - held),
    };

    private static IEnumerable<(string, ProductKey, int, int?, int?)> Numbers(CartResult result) =>
        result.Problems.Select(problem => (problem.Code, problem.Product, problem.Requested!.Value.ToInt32(), problem.Available?.ToInt32(), problem.Limit?.ToInt32()));

    private Task<ICartStore> CreateAsync() => CreateAsync(new CartOptions { MaxQuantityPerItem = 100 }, TimeProvider.System);
}
