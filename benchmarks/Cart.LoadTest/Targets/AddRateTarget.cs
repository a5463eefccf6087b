using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>P1: the engine's add, with all that it checks, types and measures, against its script called raw.</summary>
internal sealed class AddRateTarget : ITarget
{
    private const int Carts = 5_000;
    private const int Adds = 100_000;

    public string Id => "P1";

    public string Subject => "adds a second, and what the engine allocates for one";

    public async Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        var carts = await FilledCarts.FillAsync([bench.Carts], Carts, lines: 5, cancellationToken);
        var raw = await RawAdds.HearAsync(bench, Shelf.Products, cancellationToken);
        var measured = await bench.Rounds.InTurnAsync(Id, cancellationToken, () => LoopAsync(RawAsync), () => LoopAsync(EngineAsync));
        Expect.That(bench.MetricsHeard > 0, "The metrics of the engine", "none");
        await bench.Carts.RemoveAsync([.. carts.All], cancellationToken);
        return
        [
            Row("P1", "adds by 64 callers, 5,000 carts of 5 lines", "adds/s", static figures => figures.Rate, TargetRule.RatioAtLeast(0.9)),
            Row("P1b", "memory allocated for an add", "B/add", static figures => figures.Bytes, TargetRule.DifferenceAtMost(1024)),
        ];

        Task<LoopFigures> LoopAsync(Func<int, CancellationToken, Task> operation) => ClosedLoop.RunAsync(TargetBench.Callers, Adds, operation, cancellationToken);

        async Task EngineAsync(int number, CancellationToken caller)
        {
            var (cart, product) = carts.Of(number);
            var key = Shelf.Products[product];
            var result = await bench.Engine.ApplyAsync(cart, new AddLines(key, 1, Shelf.PriceOf(key)), caller);
            Expect.That(result.Status is CartStatus.Ok, "An add", result.Status);
        }

        async Task RawAsync(int number, CancellationToken caller)
        {
            var (cart, product) = carts.Of(number);
            await raw.AddAsync(cart, product);
        }

        TargetRow Row(string id, string what, string unit, Func<LoopFigures, double> figure, TargetRule rule) => new()
        {
            Id = id,
            What = what,
            Unit = unit,
            Values = [.. measured[1].Select(figure)],
            Against = "the same script, called raw",
            References = [.. measured[0].Select(figure)],
            Rule = rule,
        };
    }
}
