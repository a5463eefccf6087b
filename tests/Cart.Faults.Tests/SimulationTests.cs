namespace Cart.Faults.Tests;

public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 2000;

    [Fact]
    public void Two_thousand_histories_keep_every_promise()
    {
        var counts = new FaultCounts();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var violations = SimulationRun.Run(seed, counts: counts);
            Assert.True(violations.Count == 0, $"seed {seed}:\n{string.Join('\n', violations)}");
        }

        foreach (var (kind, count) in counts.All)
        {
            output.WriteLine($"{count,8} {kind}");
            Assert.True(count > 100, $"Hardly ever: {kind}");
        }
    }

    [Fact]
    public void A_seed_repeats_its_history()
    {
        foreach (var seed in Enumerable.Range(0, 30))
        {
            var (first, second) = (new FaultCounts(), new FaultCounts());
            SimulationRun.Run(seed, counts: first);
            SimulationRun.Run(seed, counts: second);
            Assert.Equal(first.All, second.All);
        }
    }

    [Theory]
    [InlineData(nameof(BrokenRule.NoFence), "settled")]
    [InlineData(nameof(BrokenRule.ConfirmByIncrement), "the gate counts")]
    [InlineData(nameof(BrokenRule.CapOnlyInTheGate), "orders used a discount")]
    [InlineData(nameof(BrokenRule.NoOperationRing), "times,")]
    public void A_broken_rule_is_noticed(string rule, string complaint)
    {
        var broken = Enum.Parse<BrokenRule>(rule);

        var found = Enumerable.Range(0, Seeds).FirstOrDefault(
            seed => SimulationRun.Run(seed, broken).Any(violation => violation.Contains(complaint, StringComparison.Ordinal)), -1);

        Assert.NotEqual(-1, found);
        output.WriteLine($"{rule}: noticed with seed {found}");
    }
}
