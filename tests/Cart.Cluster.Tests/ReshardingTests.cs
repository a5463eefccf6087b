using Cart.Engine;
using Cart.Faults;
using Cart.Redis;

namespace Cart.Cluster.Tests;

/// <summary>Slots move between masters while callers are at work on their carts.</summary>
[Collection(RestlessCluster.Name)]
public sealed class ReshardingTests(RestlessCluster servers, ITestOutputHelper output)
{
    [Fact]
    public async Task Slots_move_to_another_master_under_load_and_no_add_fails_or_is_lost_or_counted_twice()
    {
        await using var connection = await servers.ConnectAsync();
        var store = RestlessCluster.Store(connection);
        CartId[] ids = [.. Enumerable.Range(0, 30).Select(static _ => CartId.New())];
        var callers = new AddingCallers(store, ids);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var load = callers.RunAsync(64, stop.Token);

        var slots = ids.Select(id => connection.HashSlot(CartKeys.Default.Cart(id))).Distinct().ToArray();
        foreach (var slot in slots)
        {
            var (from, before) = (await servers.Cluster.MasterOfAsync(slot), callers.Acknowledged.Count);
            var target = (await servers.Cluster.MastersAsync()).First(master => !master.EndPoint.Equals(from.EndPoint));
            var migration = await SlotMigration.BeginAsync(servers.Cluster, slot, target);
            await Waiting.UntilAsync(() => Task.FromResult(load.IsCompleted || callers.Acknowledged.Count > before + 64), "adds go on", stop.Token);
            await migration.EndAsync();
            Assert.Equal(target.EndPoint, (await servers.Cluster.MasterOfAsync(slot)).EndPoint);
        }

        await stop.CancelAsync();
        await load;

        var redirects = await Task.WhenAll((await servers.Cluster.MastersAsync()).Select(CommandCounts.OfAsync));
        output.WriteLine($"{callers.Acknowledged.Count} adds while {slots.Length} slots moved, {redirects.Sum(static counts => counts["MOVED"])} MOVED, "
            + $"{redirects.Sum(static counts => counts["ASK"])} ASK, {callers.Failures.Count} failures");
        Assert.Empty(callers.Failures);
        Assert.Empty(await AddBooks.LostOfAsync(callers, ids, store));
        Assert.True(redirects.Sum(static counts => counts["MOVED"]) > 0, "No caller was redirected, so nothing was tried.");
    }
}
