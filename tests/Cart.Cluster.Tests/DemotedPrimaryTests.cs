using Cart.Engine;
using Cart.Faults;
using Cart.Redis;
using StackExchange.Redis;

namespace Cart.Cluster.Tests;

/// <summary>A primary and a replica that change places while a client is connected to both, as an operator or a service lets them.</summary>
public sealed class DemotedPrimaryTests
{
    private static readonly AddLines Add = new(new ProductKey(7, 42), 1, 1m);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_primary_that_became_a_replica_refuses_the_change_and_the_new_one_takes_it()
    {
        Assert.SkipWhen(RedisNode.Missing is not null, RedisNode.Missing ?? "");
        await using var first = await RedisProcess.StartAsync(Cancellation);
        await using var second = await RedisProcess.StartReplicaOfAsync(first, Cancellation);
        await using var connection = await ConnectAsync(first, second);
        var (store, cart) = (RestlessCluster.Store(connection), CartId.New());
        await store.ApplyAsync(cart, Add, Cancellation);
        Assert.Equal(1, (int)await connection.GetDatabase().ExecuteAsync("WAIT", 1, 1000));

        await ChangePlacesAsync(first, second);
        var added = await store.ApplyAsync(cart, Add with { WithSnapshot = true }, Cancellation);

        Assert.Equal((CartStatus.Ok, 2, 2), (added.Status, added.Version, added.Snapshot!.Count));
        await using var admin = await ConnectionMultiplexer.ConnectAsync(first.ConnectionString);
        Assert.True((await CommandCounts.OfAsync(admin.GetServers()[0]))["READONLY"] > 0, "The old primary was not asked, so nothing was tried.");
    }

    [Fact]
    public async Task A_client_that_changes_nothing_finds_the_new_primary_too()
    {
        Assert.SkipWhen(RedisNode.Missing is not null, RedisNode.Missing ?? "");
        await using var first = await RedisProcess.StartAsync(Cancellation);
        await using var second = await RedisProcess.StartReplicaOfAsync(first, Cancellation);
        await using var connection = await ConnectAsync(first, second);
        Assert.True(connection.GetServer("127.0.0.1", second.Port).IsReplica);

        await ChangePlacesAsync(first, second);

        // The client's own pace, a minute, would be too late for this limit.
        await Waiting.UntilAsync(
            () => Task.FromResult(!connection.GetServer("127.0.0.1", second.Port).IsReplica && connection.GetServer("127.0.0.1", first.Port).IsReplica),
            "the client knows that the servers have changed places",
            Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisProcess first, RedisProcess second) =>
        await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure($"127.0.0.1:{first.Port},127.0.0.1:{second.Port}"));

    private static async Task ChangePlacesAsync(RedisProcess first, RedisProcess second)
    {
        await second.DetachAsync(Cancellation);
        await using var admin = await ConnectionMultiplexer.ConnectAsync(first.ConnectionString);
        await admin.GetServers()[0].ExecuteAsync("REPLICAOF", "127.0.0.1", second.Port);
    }
}
