using System.Globalization;
using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>P2: the engine's add against the designs of carts that others publish, and what becomes of adds at the same moment.</summary>
internal sealed class PeerDesignsTarget : ITarget
{
    private const int Carts = 5_000;
    private const int Adds = 40_000;
    private const int AtOnce = 6_400;

    public string Id => "P2";

    public string Subject => "adds a second against blobs, and adds that are lost";

    public async Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        IShopCarts[] designs = [new ProtobufCarts(bench.Redis.Database), new JsonCarts(bench.Redis.Database), bench.Carts];
        var carts = await FilledCarts.FillAsync(designs, Carts, lines: 5, cancellationToken);
        var rates = await bench.Rounds.InTurnAsync(Id, cancellationToken, [.. designs.Select(design => (Func<Task<double>>)(() => RateAsync(design)))]);
        var kept = new Dictionary<string, int>();
        foreach (var design in designs)
        {
            kept[design.Name] = await KeptAsync(design, cancellationToken);
            await design.RemoveAsync([.. carts.All], cancellationToken);
        }

        var blobs = string.Join(", ", kept.Where(pair => pair.Key != bench.Carts.Name).Select(static pair => $"{pair.Key}: {pair.Value.ToString("N0", CultureInfo.InvariantCulture)}"));
        return
        [
            Row("P2", 0, 2.0),
            Row("P2b", 1, 4.0),
            new TargetRow
            {
                Id = "P2c",
                What = "adds lost of 6,400 at the same moment to one cart",
                Unit = "adds",
                Values = [AtOnce - kept[bench.Carts.Name]],
                Against = "adds lost by the protobuf blob",
                References = [AtOnce - kept[designs[0].Name]],
                Rule = TargetRule.ValueAtMost(0),
                Note = $"what the blobs kept of the 6,400: {blobs}",
            },
        ];

        async Task<double> RateAsync(IShopCarts design) => (await ClosedLoop.RunAsync(
            TargetBench.Callers,
            Adds,
            (number, caller) =>
            {
                var (cart, product) = carts.Of(number);
                return design.AddAsync(cart, Shelf.Products[product], 1, caller);
            },
            cancellationToken)).Rate;

        TargetRow Row(string id, int peer, double least) => new()
        {
            Id = id,
            What = "adds by 64 callers, 5,000 carts of 5 lines",
            Unit = "adds/s",
            Values = rates[2],
            Against = designs[peer].Name,
            References = rates[peer],
            Rule = TargetRule.RatioAtLeast(least),
        };
    }

    private static async Task<int> KeptAsync(IShopCarts design, CancellationToken cancellationToken)
    {
        var cart = CartId.New();
        await ClosedLoop.RunAsync(TargetBench.Callers, AtOnce, (_, caller) => design.AddAsync(cart, Shelf.Products[0], 1, caller), cancellationToken);
        var units = (await design.ReadAsync(cart, cancellationToken)).Sum(static line => line.Quantity.ToInt32());
        await design.RemoveAsync([cart], cancellationToken);
        return units;
    }
}
