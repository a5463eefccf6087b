using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis.Tests;

/// <summary>What a caller sees when Redis goes away, answers late, or answers into the void.</summary>
[Collection(RedisOnlyTests.ScriptCache)]
public sealed class RedisAwayTests
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly CartId _id = CartId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Away_is_told_within_two_seconds_and_back_again_works_without_a_restart()
    {
        await using var proxy = RedisProxy.Start(await RedisServer.ConnectionStringAsync());
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(proxy.ConnectionString));
        var carts = CreateStore(connection);
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);

        proxy.Stop();
        for (var i = 0; i < 3; i++)
        {
            var clock = Stopwatch.StartNew();
            await Assert.ThrowsAsync<CartUnavailableException>(async () => await carts.GetAsync(_id, Cancellation));
            await Assert.ThrowsAsync<CartUnavailableException>(async () => await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation));
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"Two calls took {clock.Elapsed}.");
        }

        proxy.Resume();
        while (!await AnswersAsync(carts))
        {
            Cancellation.ThrowIfCancellationRequested();
        }

        Assert.Equal(1, (await carts.GetAsync(_id, Cancellation)).Count);
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation)).Status);
    }

    [Fact]
    public async Task A_server_that_hangs_is_told_within_two_seconds_and_the_outcome_is_unknown()
    {
        await using var proxy = RedisProxy.Start(await RedisServer.ConnectionStringAsync());
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(proxy.ConnectionString));
        var carts = CreateStore(connection);
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);

        proxy.Hang();
        var clock = Stopwatch.StartNew();
        var exception = await Assert.ThrowsAsync<CartUnavailableException>(
            async () => await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation));

        Assert.True(exception.OutcomeUnknown);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task A_server_that_was_never_there_is_known_to_have_changed_nothing()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)reserved.LocalEndPoint!).Port;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure($"127.0.0.1:{port}"));
        var clock = Stopwatch.StartNew();

        var exception = await Assert.ThrowsAsync<CartUnavailableException>(
            async () => await CreateStore(connection).ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation));

        Assert.False(exception.OutcomeUnknown);
        Assert.Equal("store_unavailable", exception.Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_reply_that_is_lost_and_retried_with_the_same_operation_changes_nothing_twice()
    {
        await using var proxy = RedisProxy.Start(await RedisServer.ConnectionStringAsync());
        await using var broken = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(proxy.ConnectionString));
        var direct = CreateStore(await TestRedis.ConnectionAsync());
        CartMutation[] mutations =
        [
            new AddLines(Widget, 2, 5m), new AddLines(new ProductKey(8, "85123A"), 3, 1m), new SetLines(Widget, 9),
            new RemoveLine(new ProductKey(8, "85123A")), new BindUser("alice"), new ClearLines(), new AddLines(Widget, 4, 5m),
        ];
        foreach (var mutation in mutations)
        {
            // So that the answer that gets lost is that of the change, and not that the server does not know the script yet.
            await direct.ApplyAsync(CartId.New(), mutation, Cancellation);
        }

        var version = 0;
        foreach (var mutation in mutations.Select(mutation => mutation with { Operation = OperationId.New() }))
        {
            await WaitUntilConnectedAsync(broken);
            proxy.LoseNextReplyTo(mutation.Operation!.Value);
            var lost = await Assert.ThrowsAsync<CartUnavailableException>(
                async () => await CreateStore(broken).ApplyAsync(_id, mutation, Cancellation));
            Assert.True(lost.OutcomeUnknown);
            version++;
            while ((await direct.GetAsync(_id, Cancellation)).Version < version)
            {
                Cancellation.ThrowIfCancellationRequested();
            }

            var retried = await direct.ApplyAsync(_id, mutation, Cancellation);
            Assert.Equal((CartStatus.Ok, true, version), (retried.Status, retried.Replayed, retried.Version));
        }

        Assert.Equal([new CartLine(Widget, 4, 5m)], (await direct.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task A_change_whose_cart_cannot_be_read_behind_it_is_not_taken_for_one_that_was_turned_away()
    {
        // A user who may change carts, but not read them.
        var database = (await TestRedis.ConnectionAsync()).GetDatabase();
        var user = $"writer-{_id}";
        await database.ExecuteAsync("ACL", "SETUSER", user, "on", "nopass", "~*", "&*", "+@all", "-hgetall");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(
            RedisConnection.Configure($"{await RedisServer.ConnectionStringAsync()},user={user},password=any"));
        var add = new AddLines(Widget, 1, 1m) { Operation = OperationId.New(), WithSnapshot = true };

        var unread = await Assert.ThrowsAsync<CartUnavailableException>(async () => await CreateStore(connection).ApplyAsync(_id, add, Cancellation));

        Assert.True(unread.OutcomeUnknown);
        var direct = CreateStore(await TestRedis.ConnectionAsync());
        Assert.True((await direct.ApplyAsync(_id, add, Cancellation)).Replayed);
        Assert.Equal(1, (await direct.GetAsync(_id, Cancellation)).Count);
        await database.ExecuteAsync("ACL", "DELUSER", user);
    }

    [Fact]
    public async Task A_cancelled_call_stops_waiting()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await CreateStore(await TestRedis.ConnectionAsync()).ApplyAsync(_id, new AddLines(Widget, 1, 1m), cancelled.Token));
        Assert.Equal(0, (await CreateStore(await TestRedis.ConnectionAsync()).GetAsync(_id, Cancellation)).Version);
    }

    private static RedisCartStore CreateStore(IConnectionMultiplexer connection) =>
        new(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default);

    private static async Task WaitUntilConnectedAsync(IConnectionMultiplexer connection)
    {
        while (true)
        {
            Cancellation.ThrowIfCancellationRequested();
            try
            {
                await connection.GetDatabase().PingAsync();
                return;
            }
            catch (RedisException)
            {
                await Task.Yield();
            }
        }
    }

    private async Task<bool> AnswersAsync(RedisCartStore carts)
    {
        try
        {
            await carts.GetAsync(_id, Cancellation);
            return true;
        }
        catch (CartUnavailableException)
        {
            await Task.Yield();
            return false;
        }
    }
}
