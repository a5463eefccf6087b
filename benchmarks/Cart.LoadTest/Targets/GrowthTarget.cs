using System.Globalization;
using Cart.Redis;

namespace Cart.LoadTest;

/// <summary>
/// P10: what becomes of an add as carts grow in number and in length. A thousand carts and a million are in two databases of one server, so
/// that they can be measured in turn.
/// </summary>
internal sealed class GrowthTarget : ITarget
{
    private const int Few = 1_000;
    private const int Many = 1_000_000;
    private const int Adds = 100_000;

    public string Id => "P10";

    public string Subject => "growth";

    public async Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken) =>
    [
        await NumberAsync(bench, cancellationToken),
        await LengthAsync(bench, cancellationToken),
    ];

    private static async Task<TargetRow> NumberAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        await using var crowded = await TargetBench.OpenAsync(bench.Redis.Addresses, bench.Rounds, database: 1);
        var memory = await bench.Redis.UsedMemoryAsync();
        var (few, many) = (await ManyCarts.FillAsync(bench, Few, cancellationToken), await ManyCarts.FillAsync(crowded, Many, cancellationToken));
        memory = await bench.Redis.UsedMemoryAsync() - memory;
        var measured = await bench.Rounds.InTurnAsync(
            "P10, number of carts", cancellationToken, () => few.RateAsync(Adds, cancellationToken), () => many.RateAsync(Adds, cancellationToken));
        await few.RemoveAsync();
        await many.RemoveAsync();
        return new TargetRow
        {
            Id = "P10",
            What = "adds by 64 callers over 1,000,000 carts",
            Unit = "adds/s",
            Values = measured[1],
            Against = "over 1,000 carts",
            References = measured[0],
            Rule = TargetRule.RatioAtLeast(0.9),
            Note = $"a cart of one line takes {(memory / (Few + Many)).ToString(CultureInfo.InvariantCulture)} B of the server's memory, all counted",
        };
    }

    private static async Task<TargetRow> LengthAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        var (brief, lengthy) = (await LongCarts.FillAsync(bench, Few, 1, cancellationToken), await LongCarts.FillAsync(bench, Few, 500, cancellationToken));
        var commands = await RawAdds.CommandsOfAsync(bench, () => AddAsync(brief, 0, cancellationToken), cancellationToken);
        var rates = new Dictionary<LongCarts, List<double>> { [brief] = [], [lengthy] = [] };
        var measured = await bench.Rounds.InTurnAsync("P10b, lines of a cart", cancellationToken, () => CostAsync(brief), () => CostAsync(lengthy));
        await bench.Redis.RemoveAsync(brief.All.Concat(lengthy.All).Select(CartKeys.Default.Cart));
        return new TargetRow
        {
            Id = "P10b",
            What = "work of the server for an add to a cart of 500 lines, answering the change only",
            Unit = "µs/add",
            Values = measured[1],
            Against = "to a cart of 1 line",
            References = measured[0],
            Rule = TargetRule.RatioAtMost(1.3),
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"as 64 callers see it: {Median.Of(rates[lengthy]):N0} adds/s at 500 lines, {Median.Of(rates[brief]):N0} at 1 line"),
        };

        Task<double> CostAsync(LongCarts carts) => bench.Redis.ServerCostAsync(commands, Adds / 2, async () =>
            rates[carts].Add((await ClosedLoop.RunAsync(TargetBench.Callers, Adds / 2, (number, caller) => AddAsync(carts, number, caller), cancellationToken)).Rate));

        async Task AddAsync(LongCarts carts, int number, CancellationToken caller)
        {
            var (cart, product) = carts.Of(number);
            await bench.Carts.AddAsync(cart, product, 1, caller);
        }
    }
}
