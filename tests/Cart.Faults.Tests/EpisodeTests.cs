namespace Cart.Faults.Tests;

/// <summary>A slice of the campaign: each kind of fault strikes a shop under load for a few seconds.</summary>
public sealed class EpisodeTests(FaultServersFixture fixture, ITestOutputHelper output) : IClassFixture<FaultServersFixture>
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    public static TheoryData<string> Kinds => [.. Enum.GetNames<FaultKind>().Except([nameof(FaultKind.ClusterMasterKilled)])];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_promise_is_kept_under_a_fault(string kind)
    {
        var counts = new FaultCounts();
        var fault = Enum.Parse<FaultKind>(kind);
        var episode = new Episode(fixture.Servers, seed: 100 + (int)fault, [fault], counts);

        var report = await episode.RunAsync(Length, TestContext.Current.CancellationToken);

        output.WriteLine($"{report.Orders} orders of {report.Operations} operations, {counts.All.Single().Count} times {counts.All.Single().Kind}");
        Assert.Empty(report.Violations);
        Assert.True(report.Orders > 0, "No order was placed.");
    }
}
