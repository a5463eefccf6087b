using Cart.Redis;

namespace Cart.LoadTest;

/// <summary>P5: reading a cart as a typed snapshot, against its hash read raw.</summary>
internal sealed class ReadRateTarget : ITarget
{
    private const int Reads = 100_000;

    public string Id => "P5";

    public string Subject => "reads a second";

    public async Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        var carts = await FilledCarts.FillAsync([bench.Carts], carts: 5_000, lines: 5, cancellationToken);
        var measured = await bench.Rounds.InTurnAsync(Id, cancellationToken, () => RateAsync(RawAsync), () => RateAsync(TypedAsync));
        await bench.Carts.RemoveAsync([.. carts.All], cancellationToken);
        return
        [
            new TargetRow
            {
                Id = Id,
                What = "reads by 64 callers of carts of 5 lines",
                Unit = "reads/s",
                Values = measured[1],
                Against = "HGETALL of the same hash",
                References = measured[0],
                Rule = TargetRule.RatioAtLeast(0.85),
            },
        ];

        async Task<double> RateAsync(Func<int, CancellationToken, Task> operation) =>
            (await ClosedLoop.RunAsync(TargetBench.Callers, Reads, operation, cancellationToken)).Rate;

        async Task TypedAsync(int number, CancellationToken caller)
        {
            var cart = await bench.Engine.GetAsync(carts.Of(number).Cart, caller);
            Expect.That(cart.Lines.Length == 5, "The lines of a cart", cart.Lines.Length);
        }

        async Task RawAsync(int number, CancellationToken caller)
        {
            var fields = await bench.Redis.Database.HashGetAllAsync(CartKeys.Default.Cart(carts.Of(number).Cart));
            Expect.That(fields.Length > 5, "The fields of a cart", fields.Length);
        }
    }
}
