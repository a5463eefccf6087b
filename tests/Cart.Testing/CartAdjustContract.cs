using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="ICartStore"/> does with a quantity that is changed by so many units, and how it counts.</summary>
public abstract class CartAdjustContract
{
    private static readonly ProductKey Widget = new(7, 42);
    private static readonly ProductKey Postage = new(8, "BANK CHARGES");

    private readonly CartId _id = CartId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time);

    [Theory]
    [InlineData(3, 8)]
    [InlineData(-4, 1)]
    [InlineData(5, 10)]
    public async Task A_quantity_is_changed_by_so_many_units(int delta, int expected)
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 5, 2.50m), Cancellation);

        var result = await carts.ApplyAsync(_id, new AdjustLine(Widget, delta), Cancellation);

        Assert.Equal((CartStatus.Ok, 2, expected, 1), (result.Status, result.Version, result.Count, result.UniqueCount));
        Assert.Equal([new CartLine(Widget, expected, 2.50m)], result.Changed);
        Assert.Equal([new CartLine(Widget, expected, 2.50m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task Reaching_zero_removes_the_line()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(new CartLine(Widget, 5, 2.50m), new CartLine(Postage, 1, 1m)), Cancellation);

        var result = await carts.ApplyAsync(_id, new AdjustLine(Widget, -5), Cancellation);

        Assert.Equal([new CartLine(Widget, 5, 2.50m)], result.Removed);
        Assert.Equal((1, 1), (result.Count, result.UniqueCount));
        Assert.Equal([new CartLine(Postage, 1, 1m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Theory]
    [InlineData(-6, nameof(CartStatus.InvalidQuantity))]
    [InlineData(int.MinValue, nameof(CartStatus.InvalidQuantity))]
    [InlineData(0, nameof(CartStatus.InvalidQuantity))]
    [InlineData(9995, nameof(CartStatus.QuantityLimit))]
    [InlineData(int.MaxValue, nameof(CartStatus.QuantityLimit))]
    public async Task A_quantity_outside_the_limits_is_refused_and_changes_nothing(int delta, string expected)
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 5, 2.50m), Cancellation);

        var result = await carts.ApplyAsync(_id, new AdjustLine(Widget, delta), Cancellation);

        Assert.Equal((expected, Widget), (result.Status.ToString(), result.Line?.Product));
        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal((1, 5), (cart.Version, cart.Count));
    }

    [Fact]
    public async Task A_product_without_a_line_is_refused()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 5, 2.50m), Cancellation);

        Assert.Equal(CartStatus.LineNotFound, (await carts.ApplyAsync(_id, new AdjustLine(Postage, 1), Cancellation)).Status);
        Assert.Equal(CartStatus.LineNotFound, (await carts.ApplyAsync(CartId.New(), new AdjustLine(Widget, 1), Cancellation)).Status);
    }

    [Fact]
    public async Task Adjustments_at_once_all_count()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 5, 2.50m), Cancellation);

        var adjustments = Enumerable.Range(0, 40).Select(n => new AdjustLine(Widget, n % 4 == 0 ? 4 : 1));
        await Task.WhenAll(adjustments.Select(adjustment => carts.ApplyAsync(_id, adjustment, Cancellation).AsTask()));

        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal((41, 75), (cart.Version, cart.Count));
    }

    [Fact]
    public async Task Every_change_tells_how_much_the_cart_holds()
    {
        var carts = await CreateAsync();
        CartMutation[] changes =
        [
            new AddLines(new CartLine(Widget, 9999, 1m), new CartLine(Postage, 9, 1m)),
            new AddLines(Postage, 1, 1m),
            new SetLines(new LineAssignment(Widget, 2, null), new LineAssignment(Postage, null, 3m)),
            new ApplyDiscount("TEN"),
            new SetLines(Postage, 0),
            new RemoveLine(Widget),
            new AddLines(Widget, 4, 1m),
            new ClearLines(),
        ];
        List<(long, int)> told = [];
        foreach (var change in changes)
        {
            var result = await carts.ApplyAsync(_id, change with { WithSnapshot = true }, Cancellation);
            Assert.Equal((result.Snapshot!.Count, result.Snapshot.Lines.Length), (result.Count, result.UniqueCount));
            told.Add((result.Count, result.UniqueCount));
        }

        Assert.Equal([(10008, 2), (10009, 2), (12, 2), (12, 2), (2, 1), (0, 0), (4, 1), (0, 0)], told);
    }

    private Task<ICartStore> CreateAsync() => CreateAsync(new CartOptions { MaxQuantityPerItem = 9999 }, TimeProvider.System);
}
