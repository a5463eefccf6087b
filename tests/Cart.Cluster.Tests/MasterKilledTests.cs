using System.Diagnostics;
using Cart.Engine;
using Cart.Faults;
using Cart.Redis;
using Microsoft.Extensions.Options;

namespace Cart.Cluster.Tests;

/// <summary>A master is killed while callers are at work, and its replica takes over.</summary>
[Collection(RestlessCluster.Name)]
public sealed class MasterKilledTests(RestlessCluster servers, ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_its_carts_fail_only_until_the_replica_is_master_and_only_what_was_not_replicated_is_lost(bool replicaIsBehind)
    {
        await using var connection = await servers.ConnectAsync();
        var store = RestlessCluster.Store(connection);
        CartId[] ids = [.. Enumerable.Range(0, 60).Select(static _ => CartId.New())];
        var slot = connection.HashSlot(CartKeys.Default.Cart(ids[0]));
        var victim = await servers.Cluster.MasterOfAsync(slot);
        var struck = ids.Where(id => connection.GetServer(CartKeys.Default.Cart(id)).EndPoint.Equals(victim.EndPoint)).ToHashSet();
        var callers = new AddingCallers(store, ids);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var heard = 0L;
        await using var watch = await new RedisCartWatch(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default)
            .WatchAsync(ids[0], () => Volatile.Write(ref heard, Stopwatch.GetTimestamp()), Cancellation);
        var load = callers.RunAsync(64, stop.Token);

        var replicated = await callers.UntilAllAreServedAsync(0, Cancellation);
        Assert.Equal(1, (int)await victim.ExecuteAsync("WAIT", 1, 10_000));
        if (replicaIsBehind)
        {
            await servers.Cluster.LoseReplicationAsync(slot);
        }

        var behind = Stopwatch.GetTimestamp();
        var killed = await callers.UntilAllAreServedAsync(behind, Cancellation);
        var (dead, took) = await servers.Cluster.KillMasterAsync(slot, Cancellation);
        var takenOver = Stopwatch.GetTimestamp();
        var healed = await callers.UntilAllAreServedAsync(takenOver, Cancellation);
        await callers.UntilAllAreServedAsync(healed, Cancellation);
        await Waiting.UntilAsync(() => Task.FromResult(Volatile.Read(ref heard) > healed), "who watched a cart before hears of its changes again", Cancellation);
        await stop.CancelAsync();
        await load;
        await servers.Cluster.ReviveAsync(dead, Cancellation);

        var lost = await AddBooks.LostOfAsync(callers, ids, store);
        output.WriteLine($"{callers.Acknowledged.Count} adds; the replica was master after {took.TotalSeconds:0.0} s, every cart took adds again "
            + $"{Stopwatch.GetElapsedTime(takenOver, healed).TotalSeconds:0.0} s later; {callers.Failures.Count} failures, "
            + $"{callers.Failures.Count(static failure => failure.OutcomeUnknown)} of unknown outcome; {lost.Count} acknowledged adds lost");
        foreach (var kind in callers.Failures.GroupBy(static failure => (failure.OutcomeUnknown, failure.Message)))
        {
            output.WriteLine($"{kind.Count()} x {kind.Key}");
        }

        Assert.NotEmpty(callers.Failures);
        Assert.All(callers.Failures, failure => Assert.Contains(failure.Cart, struck));
        Assert.All(callers.Failures, failure => Assert.True(failure.At >= killed, "No add fails before the kill."));
        Assert.All(callers.Failures, failure => Assert.True(failure.Asked <= healed, "No add fails that is asked after the shop has healed."));
        Assert.All(lost, add => Assert.Contains(add.Cart, struck));
        Assert.All(lost, add => Assert.InRange(add.At, replicated, takenOver));
        if (replicaIsBehind)
        {
            // Every struck cart was added to in between.
            Assert.Equal(struck, lost.Select(static add => add.Cart).ToHashSet());
        }
    }
}
