using BenchmarkDotNet.Attributes;
using Cart.Engine;

namespace Cart.Benchmarks;

/// <summary>What a cart costs, without a host's calculators.</summary>
[MemoryDiagnoser]
public class TotalsBenchmarks
{
    private CartSnapshot _cart = null!;

    [Params(5, 20, 500)]
    public int Lines { get; set; }

    [GlobalSetup]
    public void Prepare() => _cart = SampleCart.Snapshot(Lines);

    [Benchmark]
    public CartTotals? Totals()
    {
        CartTotals.TrySum(_cart, out var summary);
        CartTotals.TryCreate(
            _cart.Currency,
            summary,
            [new(Adjustment.Discount, "TEN", -1m), new(Adjustment.Tax, null, 2m), new(Adjustment.Shipping, null, 3m)],
            out var totals);
        return totals;
    }
}
