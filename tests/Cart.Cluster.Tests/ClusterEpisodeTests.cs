using Cart.Faults;

namespace Cart.Cluster.Tests;

/// <summary>A shop under load whose carts are on a cluster, and whose masters are killed one after the other.</summary>
[Collection(RestlessCluster.Name)]
public sealed class ClusterEpisodeTests(RestlessCluster servers, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_promise_is_kept_when_a_master_is_killed()
    {
        Assert.SkipWhen(FaultServers.Missing is not null, FaultServers.Missing ?? "");
        var cancellation = TestContext.Current.CancellationToken;
        await using var all = await FaultServers.StartAsync(cancellation, servers.Cluster);
        var counts = new FaultCounts();
        var episode = new Episode(all, seed: 300, [FaultKind.ClusterMasterKilled], counts);

        var report = await episode.RunAsync(TimeSpan.FromSeconds(3), cancellation);

        output.WriteLine($"{report.Orders} orders of {report.Operations} operations, {counts.All.Single().Count} times {counts.All.Single().Kind}");
        Assert.Empty(report.Violations);
        Assert.True(report.Orders > 0, "No order was placed.");
    }
}
