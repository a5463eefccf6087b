namespace Cart.LoadTest;

/// <summary>More and more callers at the same time, for the engine and for the designs that keep a blob.</summary>
internal static class GrowthOfCallers
{
    private static readonly int[] Callers = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

    public static async Task<IReadOnlyList<GrowthCurve>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        IShopCarts[] designs = [bench.Carts, new ProtobufCarts(bench.Redis.Database), new JsonCarts(bench.Redis.Database)];
        var carts = await FilledCarts.FillAsync(designs, carts: 5_000, lines: 5, cancellationToken);
        var contenders = designs.SelectMany(design => Callers.Select(callers => (Func<Task<double>>)(() => RateAsync(design, callers)))).ToArray();
        var rates = await bench.Rounds.InTurnAsync("callers", cancellationToken, contenders);
        foreach (var design in designs)
        {
            await design.RemoveAsync([.. carts.All], cancellationToken);
        }

        return
        [
            new GrowthCurve(
                "callers-rate", "Adds a second, by the number of callers", "callers at the same time", "adds a second",
                [.. designs.Select((design, place) => new PlotSeries(
                    design.Name, GrowthOfNumber.Points(Callers, rates.Skip(place * Callers.Length).Take(Callers.Length).Select(Median.Of))))]),
        ];

        async Task<double> RateAsync(IShopCarts design, int callers) => (await ClosedLoop.RunAsync(
            callers,
            Math.Min(20_000, callers * 2_000),
            (number, caller) =>
            {
                var (cart, product) = carts.Of(number);
                return design.AddAsync(cart, Shelf.Products[product], 1, caller);
            },
            cancellationToken)).Rate;
    }
}
