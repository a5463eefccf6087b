using Cart.Engine;
using Cart.Redis;

namespace Cart.LoadTest;

/// <summary>Longer and longer carts: what an add costs the server, and the bytes that a cart takes beside the JSON blob of the same cart.</summary>
internal static class GrowthOfLength
{
    private const int Carts = 200;
    private const int Adds = 10_000;

    private static readonly int[] Lengths = [1, 5, 20, 50, 100, 200, 350, 500];

    public static async Task<IReadOnlyList<GrowthCurve>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        var filled = new List<LongCarts>();
        var (bytes, blobs) = (new List<double>(), new List<double>());
        foreach (var length in Lengths)
        {
            bench.Rounds.Narrator.Say($"filling carts of {length} lines");
            filled.Add(await LongCarts.FillAsync(bench, Carts, length, cancellationToken));
            bytes.Add(await bench.Redis.BytesOfAsync(CartKeys.Default.Cart(filled[^1].All[0])));
            blobs.Add(await BlobAsync(bench, filled[^1]));
        }

        var change = await CostsAsync(bench, filled, whole: false, cancellationToken);
        var whole = await CostsAsync(bench, filled, whole: true, cancellationToken);
        await bench.Redis.RemoveAsync(filled.SelectMany(static carts => carts.All).Select(CartKeys.Default.Cart));
        return
        [
            new GrowthCurve(
                "lines-cost", "Work of the server for an add, by the length of the cart", "lines of the cart", "microseconds an add",
                [new PlotSeries("answering the change", change), new PlotSeries("answering the whole cart", whole)]),
            new GrowthCurve(
                "lines-bytes", "Memory of a cart, by its length", "lines of the cart", "bytes a cart",
                [new PlotSeries("engine", GrowthOfNumber.Points(Lengths, bytes)), new PlotSeries("JSON blob", GrowthOfNumber.Points(Lengths, blobs))]),
        ];
    }

    private static async Task<IReadOnlyList<(double Across, double Up)>> CostsAsync(
        TargetBench bench, List<LongCarts> filled, bool whole, CancellationToken cancellationToken)
    {
        var commands = await RawAdds.CommandsOfAsync(bench, () => AddAsync(filled[0], 0, cancellationToken), cancellationToken);
        var costs = await bench.Rounds.InTurnAsync(
            whole ? "lines, the whole cart" : "lines, the change", cancellationToken, [.. filled.Select(carts => (Func<Task<double>>)(() => CostAsync(carts)))]);
        return GrowthOfNumber.Points(Lengths, costs.Select(Median.Of));

        Task<double> CostAsync(LongCarts carts) => bench.Redis.ServerCostAsync(
            commands, Adds, () => ClosedLoop.RunAsync(TargetBench.Callers, Adds, (number, caller) => AddAsync(carts, number, caller), cancellationToken));

        async Task AddAsync(LongCarts carts, int number, CancellationToken caller)
        {
            var (cart, product) = carts.Of(number);
            var result = await bench.Engine.ApplyAsync(cart, new AddLines(product, 1, Shelf.PriceOf(product)) { WithSnapshot = whole }, caller);
            Expect.That(result.Status is CartStatus.Ok, "An add", result.Status);
        }
    }

    private static async Task<double> BlobAsync(TargetBench bench, LongCarts carts)
    {
        var (cart, basket) = (carts.All[0], new JsonBasket { BuyerId = carts.All[0].ToString() });
        foreach (var product in carts.Products)
        {
            basket.Add(product, 1);
        }

        await bench.Redis.Database.StringSetAsync(JsonCarts.KeyOf(cart), basket.Write());
        var bytes = await bench.Redis.BytesOfAsync(JsonCarts.KeyOf(cart));
        await bench.Redis.RemoveAsync([JsonCarts.KeyOf(cart)]);
        return bytes;
    }
}
