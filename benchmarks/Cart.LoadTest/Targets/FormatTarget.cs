using System.Diagnostics;
using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>P9: a cart as MessagePack against the same cart as JSON: bytes, and the speed of writing and reading it.</summary>
internal sealed class FormatTarget : ITarget
{
    private const int Carts = 5_000;

    public string Id => "P9";

    public string Subject => "MessagePack against JSON";

    public async Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        var cart = CartSnapshot.Nothing(CartId.New(), Currency.Usd) with
        {
            Version = 20,
            DiscountCodes = ["SUMMER25"],
            Lines = [.. Enumerable.Range(1, 20).Select(static id => new CartLine(new ProductKey(7, 1000 + id), id, 9.99m + id))],
        };
        var measured = await bench.Rounds.InTurnAsync(
            Id,
            cancellationToken,
            () => Task.FromResult(Rate(() => CartJson.Read(CartJson.Write(cart)))),
            () => Task.FromResult(Rate(() => CartMessagePack.Read(CartMessagePack.Write(cart)))));
        return
        [
            Row("P9", "a cart of 20 lines, written", "B", [CartMessagePack.Write(cart).Length], [CartJson.Write(cart).Length], TargetRule.RatioAtMost(0.65)),
            Row("P9b", "carts of 20 lines written and read by one thread", "carts/s", measured[1], measured[0], TargetRule.RatioAtLeast(2)),
        ];
    }

    private static double Rate(Func<CartPayload> roundTrip)
    {
        GC.Collect();
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Carts; i++)
        {
            Expect.That(roundTrip().Lines.Length == 20, "The lines of a cart", "another number");
        }

        return Carts / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static TargetRow Row(string id, string what, string unit, IReadOnlyList<double> values, IReadOnlyList<double> references, TargetRule rule) => new()
    {
        Id = id,
        What = what,
        Unit = unit,
        Values = values,
        Against = "JSON",
        References = references,
        Rule = rule,
    };
}
