using Cart.Testing;

namespace Cart.Benchmarks.Tests;

/// <summary>What the hot paths allocate is committed, so that a change which makes them allocate more is seen.</summary>
public sealed class AllocationTests
{
    // Another build of the runtime may lay out its own objects a little differently.
    private const double Tolerance = 1.03;

    private static readonly string Committed = Path.Combine(SourceTree.Root, "benchmarks", "allocations.json");

    [Fact]
    public void No_benchmark_allocates_more_than_is_committed()
    {
        var committed = Allocations.Read(Committed);

        var measured = Allocations.Measure();

        Assert.Equal(committed.Keys.Order(StringComparer.Ordinal), measured.Keys);
        Assert.All(measured, figure => Assert.True(
            figure.Value <= committed[figure.Key] * Tolerance,
            $"{figure.Key} allocates {figure.Value} B instead of {committed[figure.Key]}. If that is worth it: "
            + "DOTNET_TieredCompilation=0 dotnet run -c Release --project benchmarks/Cart.Benchmarks -- allocations --write benchmarks/allocations.json"));
    }
}
