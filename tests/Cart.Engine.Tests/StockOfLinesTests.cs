namespace Cart.Engine.Tests;

/// <summary>Stock is of a product: its lines count together.</summary>
public sealed class StockOfLinesTests
{
    private static readonly LineKey Plain = LineKey.Of(new ProductKey(7, 42));
    private static readonly LineKey Engraved = new(new ProductKey(7, 42), "k3JdX1aQ9bc");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4, 0)]
    [InlineData(3, 2)]
    public async Task A_checkout_asks_for_all_lines_of_a_product(int stock, int problems)
    {
        var found = await Stock(stock, tells: true).FindShortAsync([Line(Plain, 2), Line(Engraved, 2)], Cancellation);

        Assert.Equal(problems, found.Length);
        Assert.All(found, problem => Assert.Equal((4, stock), (problem.Requested?.ToInt32(), problem.Available?.ToInt32())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_line_may_have_what_the_other_lines_leave(bool tells)
    {
        var cart = CartSnapshot.Nothing(CartId.New(), Currency.Usd) with { Lines = [Line(Plain, 3), Line(Engraved, 1)] };
        CartMutation[] fit =
        [
            new AddLines(Line(Engraved, 6)), new AdjustLine(Engraved, Quantity.Whole(6)), new SetLines(Set(Engraved, 7)),
            new AddLines(Line(Engraved, 2), Line(Plain, 4)), new SetLines(Set(Engraved, 9), Set(Plain, 1)),
        ];
        CartMutation[] exceed =
        [
            new AddLines(Line(Engraved, 7)), new AdjustLine(Engraved, Quantity.Whole(7)), new SetLines(Set(Engraved, 8)),
            new AddLines(Line(Engraved, 3), Line(Plain, 4)), new SetLines(Set(Engraved, 9), Set(Plain, 2)),
        ];

        Assert.All(fit, change => Assert.True(Allows(change), change.Content));
        Assert.All(exceed, change => Assert.False(Allows(change), change.Content));

        bool Allows(CartMutation change)
        {
            var ceilings = new StockCeilings(change.Gains, Stock(10, tells), Quantity.Ceiling);
            Assert.True(ceilings.AskAsync(() => ValueTask.FromResult(cart), () => false, Cancellation).AsTask().IsCompletedSuccessfully);
            return InMemoryResultOf(cart, ceilings.On(change)).Status is CartStatus.Ok;
        }
    }

    [Fact]
    public async Task A_payload_shares_the_stock_among_its_lines()
    {
        var payload = new CartPayload([Set(Plain, 3), Set(Engraved, 4)], null);

        var restoration = await Restoration.OfAsync(payload, new CartOptions(), Stock(5, tells: false), Cancellation);

        var warning = Assert.Single(restoration.Warnings);
        Assert.Equal((Engraved, 4, 2), (warning.Lines[0].Key, warning.Lines[0].Requested?.ToInt32(), warning.Lines[0].Available?.ToInt32()));
        Assert.Equal([Set(Plain, 3), Set(Engraved, 2)], ((SetLines)restoration.MutationWith(null)!).Assignments.Select(line => Set(line.Key, line.Quantity!.Value.ToInt32())));
    }

    private static CartResult InMemoryResultOf(CartSnapshot cart, CartMutation change) => change switch
    {
        AddLines add => InMemoryLines.Add(cart, add, new CartLimits(new CartOptions())).Result,
        SetLines set => InMemoryLines.Set(cart, set, new CartLimits(new CartOptions())).Result,
        _ => InMemoryLines.Adjust(cart, (AdjustLine)change, new CartLimits(new CartOptions())).Result,
    };

    private static CartLine Line(LineKey key, int units) => new(key, Quantity.Whole(units), 1m);

    private static LineAssignment Set(LineKey key, int units) => new(key, Quantity.Whole(units));

    private static StockCheck Stock(int stock, bool tells) => new(new Shelf(stock, tells));

    private sealed class Shelf(int stock, bool tells) : IInventoryChecker
    {
        public ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken) =>
            ValueTask.FromResult(quantity.Units <= stock);

        public ValueTask<IReadOnlyDictionary<ProductKey, int>> GetAvailableAsync(
            IReadOnlyCollection<ProductKey> products, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyDictionary<ProductKey, int>>(
                products.Where(_ => tells).ToDictionary(static product => product, _ => stock));

        public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken) =>
            ValueTask.FromResult(true);
    }
}
