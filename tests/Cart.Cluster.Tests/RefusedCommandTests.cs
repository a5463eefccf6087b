using System.Diagnostics;
using Cart.Engine;
using Cart.Faults;
using Cart.Redis;

namespace Cart.Cluster.Tests;

/// <summary>What a server turns away for a reason that passes is asked again for a moment, and then told as known not to have happened.</summary>
/// <remarks>
/// On a cluster of its own: a slot that its master gave up and took back is lost if the replica takes over later. Redis 7.0 does not tell the
/// replica's bitmap of the return.
/// </remarks>
public sealed class RefusedCommandTests(RestlessCluster servers) : IClassFixture<RestlessCluster>
{
    private static readonly AddLines Add = new(new ProductKey(7, 42), 1, 1m);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slot_that_nobody_serves_is_waited_for()
    {
        await using var connection = await servers.ConnectAsync();
        var (store, cart) = (RestlessCluster.Store(connection), CartId.New());
        await store.ApplyAsync(cart, Add, Cancellation);
        var slot = connection.HashSlot(CartKeys.Default.Cart(cart));
        var master = await servers.Cluster.MasterOfAsync(slot);
        var before = await CommandCounts.OfAsync(master);
        await master.ExecuteAsync("CLUSTER", "DELSLOTS", slot);

        var adding = store.ApplyAsync(cart, Add with { WithSnapshot = true }, Cancellation).AsTask();
        await UntilAnsweredAsync("CLUSTERDOWN", master, before);
        await master.ExecuteAsync("CLUSTER", "ADDSLOTS", slot);

        Assert.Equal((CartStatus.Ok, 2, 2), ((await adding).Status, (await adding).Version, (await adding).Snapshot!.Count));
    }

    [Fact]
    public async Task A_slot_that_nobody_serves_for_long_is_told_as_known_to_have_changed_nothing()
    {
        await using var connection = await servers.ConnectAsync();
        var (store, cart) = (RestlessCluster.Store(connection), CartId.New());
        await store.ApplyAsync(cart, Add, Cancellation);
        var slot = connection.HashSlot(CartKeys.Default.Cart(cart));
        var master = await servers.Cluster.MasterOfAsync(slot);
        await master.ExecuteAsync("CLUSTER", "DELSLOTS", slot);

        var asking = Stopwatch.StartNew();
        var refused = await Assert.ThrowsAsync<CartUnavailableException>(async () => await store.ApplyAsync(cart, Add, Cancellation));
        var asked = asking.Elapsed;
        await master.ExecuteAsync("CLUSTER", "ADDSLOTS", slot);

        Assert.False(refused.OutcomeUnknown);
        Assert.Contains("CLUSTERDOWN", refused.Message);
        Assert.InRange(asked, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(4));
        Assert.Equal(2, (await store.ApplyAsync(cart, Add, Cancellation)).Version);
    }

    [Fact]
    public async Task A_discount_whose_two_keys_are_on_two_masters_for_a_moment_is_waited_for()
    {
        await using var connection = await servers.ConnectAsync();
        var (gate, code) = (new RedisDiscountGate(RedisLink.Of(connection), CartKeys.Default), DiscountCode.Parse(Guid.NewGuid().ToString("N")));
        await gate.StoreAsync(new Discount { Code = code, Value = 10, MaxUses = 2 }, Cancellation);
        await gate.ReserveAsync(code, OrderId.New(TimeProvider.System), Cancellation);
        var master = await servers.Cluster.MasterOfAsync(connection.HashSlot(CartKeys.Default.Discount(code)));
        var target = (await servers.Cluster.MastersAsync()).First(other => !other.EndPoint.Equals(master.EndPoint));
        var before = await CommandCounts.OfAsync(master);
        var migration = await SlotMigration.BeginAsync(servers.Cluster, connection.HashSlot(CartKeys.Default.Discount(code)), target);
        await migration.MoveAsync(CartKeys.Default.Discount(code));

        var reserving = gate.ReserveAsync(code, OrderId.New(TimeProvider.System), Cancellation).AsTask();
        await UntilAnsweredAsync("TRYAGAIN", master, before);
        await migration.EndAsync();

        Assert.Equal(DiscountAdmission.Admitted, await reserving);
        Assert.Equal(DiscountAdmission.Exhausted, await gate.ReserveAsync(code, OrderId.New(TimeProvider.System), Cancellation));
    }

    private static Task UntilAnsweredAsync(string error, StackExchange.Redis.IServer server, CommandCounts before) => Waiting.UntilAsync(
        async () => (await CommandCounts.OfAsync(server)).Since(before)[error] > 1, $"{server.EndPoint} answers {error}", Cancellation);
}
