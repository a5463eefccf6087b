using System.Diagnostics;
using Cart.Engine;
using Cart.Faults;
using Cart.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Cluster.Tests;

/// <summary>Carts on a master that sentinels look after.</summary>
[Collection(SentinelServers.Name)]
public sealed class SentinelTests(SentinelServers servers, ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_store_goes_on_with_the_new_master_when_the_old_one_is_killed()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(servers.Sentinel.ConnectionString));
        var store = RestlessCluster.Store(connection);
        CartId[] ids = [.. Enumerable.Range(0, 20).Select(static _ => CartId.New())];
        var callers = new AddingCallers(store, ids);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var heard = 0L;
        await using var watch = await new RedisCartWatch(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default)
            .WatchAsync(ids[0], () => Volatile.Write(ref heard, Stopwatch.GetTimestamp()), Cancellation);
        var load = callers.RunAsync(64, stop.Token);

        var replicated = await callers.UntilAllAreServedAsync(0, Cancellation);
        Assert.Equal(1, (int)await connection.GetDatabase().ExecuteAsync("WAIT", 1, 1000));
        var killed = await callers.UntilAllAreServedAsync(replicated, Cancellation);
        var (dead, took) = await servers.Sentinel.KillMasterAsync(Cancellation);
        var chosen = Stopwatch.GetTimestamp();
        var healed = await callers.UntilAllAreServedAsync(chosen, Cancellation);
        await callers.UntilAllAreServedAsync(healed, Cancellation);
        await Waiting.UntilAsync(() => Task.FromResult(Volatile.Read(ref heard) > healed), "who watched a cart before hears of its changes again", Cancellation);
        await stop.CancelAsync();
        await load;
        await servers.Sentinel.ReviveAsync(dead, Cancellation);

        var lost = await AddBooks.LostOfAsync(callers, ids, store);
        output.WriteLine($"{callers.Acknowledged.Count} adds; another master was chosen after {took.TotalSeconds:0.0} s, every cart took adds again "
            + $"{Stopwatch.GetElapsedTime(chosen, healed).TotalSeconds:0.0} s later; {callers.Failures.Count} failures, "
            + $"{callers.Failures.Count(static failure => failure.OutcomeUnknown)} of unknown outcome; {lost.Count} acknowledged adds lost");
        Assert.NotEmpty(callers.Failures);
        Assert.All(callers.Failures, failure => Assert.True(failure.At >= killed, "No add fails before the kill."));
        Assert.All(callers.Failures, failure => Assert.True(failure.Asked <= healed, "No add fails that is asked after the shop has healed."));
        Assert.All(lost, add => Assert.InRange(add.At, replicated, chosen));
    }
}
