namespace Cart.LoadTest;

/// <summary>More and more carts, each in a database of its own of one server, so that they can be measured in turn.</summary>
internal static class GrowthOfNumber
{
    private const int Adds = 50_000;

    private static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000];

    public static async Task<IReadOnlyList<GrowthCurve>> MeasureAsync(TargetBench bench, int most, CancellationToken cancellationToken)
    {
        var sizes = Sizes.Where(size => size <= most).ToArray();
        var (benches, filled, bytes) = (new List<TargetBench>(), new List<ManyCarts>(), new List<double>());
        try
        {
            foreach (var size in sizes)
            {
                bench.Rounds.Narrator.Say($"filling {size} carts");
                benches.Add(await TargetBench.OpenAsync(bench.Redis.Addresses, bench.Rounds, database: benches.Count + 1));
                var before = await bench.Redis.UsedMemoryAsync();
                filled.Add(await ManyCarts.FillAsync(benches[^1], size, cancellationToken));
                bytes.Add((double)(await bench.Redis.UsedMemoryAsync() - before) / size);
            }

            var rates = await bench.Rounds.InTurnAsync(
                "number of carts", cancellationToken, [.. filled.Select(carts => (Func<Task<double>>)(() => carts.RateAsync(Adds, cancellationToken)))]);
            return
            [
                new GrowthCurve("carts-rate", "Adds a second, by the number of carts", "carts in the server", "adds a second, 64 callers", [new PlotSeries("engine", Points(sizes, rates.Select(Median.Of)))]),
                new GrowthCurve("carts-bytes", "Memory of the server for a cart of one line, all counted", "carts in the server", "bytes a cart", [new PlotSeries("engine", Points(sizes, bytes))]),
            ];
        }
        finally
        {
            foreach (var carts in filled)
            {
                await carts.RemoveAsync();
            }

            foreach (var opened in benches)
            {
                await opened.DisposeAsync();
            }
        }
    }

    public static IReadOnlyList<(double Across, double Up)> Points(IEnumerable<int> across, IEnumerable<double> up) =>
        [.. across.Zip(up, static (place, figure) => ((double)place, figure))];
}
