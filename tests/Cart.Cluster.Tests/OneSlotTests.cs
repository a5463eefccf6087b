using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;
using Cart.Faults;
using Cart.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Cluster.Tests;

/// <summary>
/// A script that touches a key it has not declared works as long as the key happens to lie on the same node. So every key that any script
/// touches is looked at here, as the servers saw it.
/// </summary>
public sealed class OneSlotTests(CalmCluster cluster)
{
    private static readonly ProductKey Widget = new(7, 42);

    // What a script may call that names no key.
    private static readonly string[] Keyless = ["time", "publish", "spublish"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_script_touches_the_keys_that_it_declares_and_no_other_and_all_of_them_are_in_one_slot()
    {
        var connection = await cluster.ConnectionAsync();
        var masters = await (await cluster.ClusterAsync()).MastersAsync();
        var traces = await Task.WhenAll(masters.Select(master => CommandMonitor.StartAsync(master, Cancellation)));
        await RunEveryScriptAsync(connection);

        var scripts = new HashSet<string>();
        foreach (var (master, trace) in masters.Zip(traces))
        {
            HashSet<string> declared = [];
            foreach (var command in await trace.StopAsync(master))
            {
                if (command.InScript)
                {
                    Assert.True(
                        Keyless.Contains(command.Words[0], StringComparer.OrdinalIgnoreCase) || declared.Contains(command.Words[1]),
                        $"A script that declares {string.Join(", ", declared)} calls {string.Join(' ', command.Words)}.");
                }
                else if (command.Script is { } script)
                {
                    scripts.Add(script);
                    declared = [.. command.Words.Skip(3).Take(int.Parse(command.Words[2], CultureInfo.InvariantCulture))];
                    Assert.Single(declared.Select(key => connection.HashSlot(key)).Distinct());
                }
            }
        }

        Assert.Empty(
            from script in LoadedScript.All(new CartOptions())
            where !scripts.Contains(Convert.ToHexStringLower(script.Value.Hash))
            select script.Key.Name);
    }

    private static async Task RunEveryScriptAsync(IConnectionMultiplexer connection)
    {
        var options = Options.Create(new CartOptions());
        var carts = new RedisCartStore(RedisLink.Of(connection), options, TimeProvider.System, CartKeys.Default);
        await ChangeAsync(carts);
        await CheckOutAsync(carts);
        await MergeAsync(carts);
        await WatchAndListAsync(connection, carts);

        var users = new RedisUserCarts(RedisLink.Of(connection), options, CartKeys.Default);
        for (var i = 0; i <= IUserCarts.MaxCarts; i++)
        {
            await users.ClaimActiveAsync("alice " + connection.GetHashCode(), CartId.New(), cancellationToken: Cancellation);
            await users.AddAsync("alice " + connection.GetHashCode(), CartId.New(), Cancellation);
        }

        var (gate, code, order) = (new RedisDiscountGate(
            RedisLink.Of(connection), CartKeys.Default), DiscountCode.Parse(Guid.NewGuid().ToString("N")), OrderId.New(TimeProvider.System));
        await gate.StoreAsync(new Discount { Code = code, Value = 10, MaxUses = 2 }, Cancellation);
        Assert.Equal(DiscountAdmission.Admitted, await gate.ReserveAsync(code, order, Cancellation));
        await gate.EndAsync(code, order, new DiscountUses(1, 0), Cancellation);
    }

    private static async Task ChangeAsync(RedisCartStore carts)
    {
        var cart = CartId.New();
        CartMutation[] changes =
        [
            new AddLines(Widget, 1, 1m), new SetLines(Widget, 5), new AdjustLine(Widget, -1), new BindUser("alice"), new ApplyDiscount("TEN"),
            new RemoveDiscount(), new SelectShipping("post"), new RemoveLine(Widget), new ClearLines(),
        ];
        foreach (var change in changes)
        {
            var changed = await carts.ApplyAsync(cart, change with { Operation = OperationId.New(), WithSnapshot = true }, Cancellation);
            Assert.Equal(CartStatus.Ok, changed.Status);
        }

        var guest = CartId.New();
        await carts.ApplyAsync(guest, new AddLines(Widget, 1, 1m) { ByNewGuest = true }, Cancellation);
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(guest, new KeepCart(), Cancellation)).Status);
    }

    private static async Task CheckOutAsync(RedisCartStore carts)
    {
        var cart = CartId.New();
        await carts.ApplyAsync(cart, new AddLines(Widget, 1, 1m), Cancellation);
        var begun = await carts.ApplyAsync(cart, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);
        await carts.ApplyAsync(cart, new ThawCheckout(begun.Snapshot!.Fence), Cancellation);
        begun = await carts.ApplyAsync(cart, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);
        var finish = new FinishCheckout(begun.Snapshot!.Fence, OrderId.New(TimeProvider.System)) { Successor = CartId.New() };
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(cart, finish, Cancellation)).Status);
    }

    private static async Task WatchAndListAsync(IConnectionMultiplexer connection, RedisCartStore carts)
    {
        var (cart, options) = (CartId.New(), Options.Create(new CartOptions()));
        var added = await carts.ApplyAsync(cart, new AddLines(Widget, 1, 1m) { WithSnapshot = true }, Cancellation);
        await using var watch = await new RedisCartWatch(RedisLink.Of(connection), options, TimeProvider.System, CartKeys.Default)
            .WatchAsync(cart, static () => { }, Cancellation);
        var (directory, snapshot) = (new RedisCartDirectory(
            RedisLink.Of(connection), options, TimeProvider.System, CartKeys.Default), added.Snapshot!);
        var seen = new CartSummary
        {
            Id = cart,
            State = snapshot.State,
            Version = 1,
            UniqueCount = 1,
            Count = 1,
            CreatedAt = snapshot.CreatedAt!.Value,
            ChangedAt = snapshot.ChangedAt!.Value,
        };
        Assert.True(await directory.MarkAbandonedAsync(seen, Cancellation));
        Assert.True(await directory.DeleteAsync(seen, Cancellation));
    }

    private static async Task MergeAsync(RedisCartStore carts)
    {
        var (guest, target) = (CartId.New(), CartId.New());
        await carts.ApplyAsync(guest, new AddLines(Widget, 1, 1m), Cancellation);
        await carts.ApplyAsync(target, new AddLines(Widget, 1, 1m), Cancellation);
        var begin = new BeginMerge(new CartMerge(target, MergeStrategy.Add));
        var begun = await carts.ApplyAsync(guest, begin, Cancellation);
        await carts.ApplyAsync(target, new RefuseMerge(guest, begun.Version), Cancellation);
        await carts.ApplyAsync(guest, new AbandonMerge(target, begun.Version), Cancellation);
        begun = await carts.ApplyAsync(guest, begin, Cancellation);
        ImmutableArray<CartLine> lines = begun.Snapshot!.Lines;
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(target, new MergeLines(guest, begun.Version, MergeStrategy.Add, lines), Cancellation)).Status);
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(guest, new FinishMerge(target), Cancellation)).Status);
    }
}
