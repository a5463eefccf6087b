using Cart.Engine;
using Cart.Faults;
using Cart.Redis;
using StackExchange.Redis;

namespace Cart.Cluster.Tests;

/// <summary>A primary and a replica that change places while a client is connected to both, as an operator or a service lets them.</summary>
public sealed class DemotedPrimaryTests
{
    private static readonly AddLines Add = new(new ProductKey(7, 42), 1, 1m);

    [Fact]
    public async Task A_primary_that_became_a_replica_refuses_the_change_and_the_new_one_takes_it()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisNode.Missing ?? "");
        var (cancellation, cart) = (TestContext.Current.CancellationToken, CartId.New());
        await using var first = await RedisProcess.StartAsync(cancellation);
        await using var second = await RedisProcess.StartReplicaOfAsync(first, cancellation);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure($"127.0.0.1:{first.Port},127.0.0.1:{second.Port}"));
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{first.ConnectionString},allowAdmin=true");
        var store = RestlessCluster.Store(connection);
        await store.ApplyAsync(cart, Add, cancellation);

        await second.DetachAsync(cancellation);
        await admin.GetServers()[0].ExecuteAsync("REPLICAOF", "127.0.0.1", second.Port);
        var added = await store.ApplyAsync(cart, Add with { WithSnapshot = true }, cancellation);

        Assert.Equal((CartStatus.Ok, 2, 2), (added.Status, added.Version, added.Snapshot!.Count));
        Assert.True((await CommandCounts.OfAsync(admin.GetServers()[0]))["READONLY"] > 0, "The old primary was not asked, so nothing was tried.");
    }
}
