using Cart.Engine;
using Cart.Faults;
using Cart.Redis;

namespace Cart.Cluster.Tests;

/// <summary>A master gives its slots to its replica in good order, as an operator has it before an upgrade.</summary>
[Collection(RestlessCluster.Name)]
public sealed class PlannedFailoverTests(RestlessCluster servers, ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_master_changes_places_with_its_replica_under_load_and_no_add_fails_or_is_lost()
    {
        await using var connection = await servers.ConnectAsync();
        var store = RestlessCluster.Store(connection);
        CartId[] ids = [.. Enumerable.Range(0, 30).Select(static _ => CartId.New())];
        var callers = new AddingCallers(store, ids);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var load = callers.RunAsync(64, stop.Token);
        var served = await callers.UntilAllAreServedAsync(0, Cancellation);
        foreach (var slot in ids.Select(id => connection.HashSlot(CartKeys.Default.Cart(id))).DistinctBy(slot => slot * 3 / RedisCluster.Slots))
        {
            await servers.Cluster.ChangePlacesAsync(slot, Cancellation);
            served = await callers.UntilAllAreServedAsync(served, Cancellation);
        }

        await stop.CancelAsync();
        await load;

        output.WriteLine($"{callers.Acknowledged.Count} adds, {callers.Failures.Count} failures");
        foreach (var kind in callers.Failures.GroupBy(static failure => (failure.OutcomeUnknown, failure.Message)))
        {
            output.WriteLine($"{kind.Count()} x {kind.Key}");
        }

        Assert.Empty(callers.Failures);
        Assert.Empty(await AddBooks.LostOfAsync(callers, ids, store));
    }
}
