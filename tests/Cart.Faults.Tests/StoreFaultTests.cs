using Cart.Engine;
using Cart.Redis;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cart.Faults.Tests;

/// <summary>
/// The table of store faults in docs/checkout.md, row by row. That Redis loses changes of a key is done to that key alone: it is put back
/// to what it was.
/// </summary>
public sealed class StoreFaultTests(FaultServersFixture fixture) : IClassFixture<FaultServersFixture>
{
    private static readonly ProductKey Late = new(7, 2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_carts_lose_the_beginning_and_what_was_added_since_moves_to_a_successor()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers);
        var cart = await shop.FillAsync();
        await shop.Engine.ApplyAsync(cart, new BindUser("alice"), Token);
        var open = await DumpAsync(shop, CartKeys.Default.Cart(cart));
        var begun = await shop.Carts.ApplyAsync(cart, new BeginCheckout(WorkSettings.Lease), Token);

        await RestoreAsync(shop, CartKeys.Default.Cart(cart), open);
        Assert.Equal(CartStatus.Ok, (await shop.Engine.ApplyAsync(cart, new AddLines(Late, 3, 5m), Token)).Status);
        await shop.Engine.ApplyAsync(cart, new AddLines(new ProductKey(7, 1), 1, 10m), Token);
        var draft = OrderDrafts.Of(begun.Snapshot!);
        await shop.Orders.PlaceAsync(draft, Token);
        await shop.RelayAsync();

        var closed = await shop.Carts.GetAsync(cart, Token);
        Assert.Equal((CartState.Ordered, draft.Id), (closed.State, closed.OrderId));
        var successor = await shop.Carts.GetAsync(closed.Successor!.Value, Token);
        Assert.Equal([new CartLine(Late, 3, 5m), new CartLine(new ProductKey(7, 1), 1, 10m)], successor.Lines.OrderByDescending(static line => line.Quantity.ToInt32()));
        Assert.Equal("alice", successor.UserId);
        await shop.RelayAsync();
        Assert.Equal(4, (await shop.Carts.GetAsync(closed.Successor!.Value, Token)).Count);
    }

    [Fact]
    public async Task The_carts_lose_the_end_and_the_next_checkout_answers_the_same_order()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers);
        var cart = await shop.FillAsync();
        var open = await DumpAsync(shop, CartKeys.Default.Cart(cart));
        var placed = await shop.RetryAsync(cart);
        await shop.RelayAsync();

        await RestoreAsync(shop, CartKeys.Default.Cart(cart), open);
        await shop.Engine.ApplyAsync(cart, new AddLines(Late, 1, 5m), Token);
        var again = await shop.RetryAsync(cart);

        Assert.Equal(("already_placed", placed.Order!.Id), (again.Outcome, again.Order!.Id));
        Assert.Equal(1, await shop.CountAsync("SELECT count(*) FROM $.orders"));
        var closed = await shop.Carts.GetAsync(cart, Token);
        Assert.Equal(CartState.Ordered, closed.State);
        Assert.Equal([new CartLine(Late, 1, 5m)], (await shop.Carts.GetAsync(closed.Successor!.Value, Token)).Lines);
    }

    [Fact]
    public async Task The_carts_lose_the_last_fence_and_the_checkout_goes_above_what_the_database_knows()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers);
        var cart = await shop.FillAsync();
        var ahead = (TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(5)).ToUnixTimeMilliseconds() * 1000;
        Assert.Null(await shop.Orders.SettleAsync(cart, ahead, Token));

        var placed = await shop.RetryAsync(cart);

        Assert.Equal("placed", placed.Outcome);
        Assert.Equal(ahead + 1, await shop.CountAsync("SELECT fence FROM $.orders"));
    }

    [Fact]
    public async Task The_gate_loses_reservations_and_the_database_refuses_the_surplus()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: 1);
        var carts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.FillAsync()));

        var results = await Task.WhenAll(carts.Select(async cart =>
        {
            await shop.Gate.ForgetAsync(shop.Code, Token);
            return await shop.Engine.CheckoutAsync(cart, cancellationToken: Token);
        }));

        Assert.Single(results, result => result.Outcome is "placed");
        Assert.Equal(7, results.Count(result => result.Outcome is "discount_exhausted"));
        Assert.Equal(1, await shop.CountAsync("SELECT granted FROM $.discounts"));
    }

    [Fact]
    public async Task The_gate_loses_confirmations_and_the_refusal_of_the_database_heals_it()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: 1);
        var (first, second) = (await shop.FillAsync(), await shop.FillAsync());
        await shop.Gate.StoreAsync((await shop.Discounts.FindAsync(shop.Code, Token))!, Token);
        var before = await DumpAsync(shop, CartKeys.Default.Discount(shop.Code));
        Assert.Equal("placed", (await shop.RetryAsync(first)).Outcome);

        await RestoreAsync(shop, CartKeys.Default.Discount(shop.Code), before);
        Assert.Equal(0, (await shop.Gate.FindAsync(shop.Code, Token))!.Granted);
        var refused = await shop.RetryAsync(second);

        Assert.Equal("discount_exhausted", refused.Outcome);
        Assert.Equal(1, (await shop.Gate.FindAsync(shop.Code, Token))!.Granted);
        Assert.Equal(DiscountAdmission.Exhausted, await shop.Gate.ReserveAsync(shop.Code, OrderId.New(TimeProvider.System), Token));
        Assert.Equal(CartState.Open, (await shop.Carts.GetAsync(second, Token)).State);
    }

    [Fact]
    public async Task The_gate_is_empty_and_fills_itself()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: 2);
        Assert.Equal("placed", (await shop.RetryAsync(await shop.FillAsync())).Outcome);
        var cart = await shop.FillAsync();

        await shop.Gate.ForgetAsync(shop.Code, Token);
        Assert.Equal("placed", (await shop.RetryAsync(cart)).Outcome);

        Assert.Equal(2, (await shop.Gate.FindAsync(shop.Code, Token))!.Granted);
    }

    [Fact]
    public async Task A_process_that_slept_through_its_lease_cannot_commit_any_more()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers);
        var cart = await shop.FillAsync(discounted: false);
        using var sleeper = shop.StartCheckout(cart, "checkout.reserved:1:pause:3000");
        while ((await shop.Carts.GetAsync(cart, Token)).State is CartState.Open)
        {
            Assert.False(sleeper.HasExited);
        }

        CartResult added;
        do
        {
            added = await shop.Engine.ApplyAsync(cart, new AddLines(Late, 1, 5m), Token);
        }
        while (added.Status is CartStatus.CheckoutInProgress);

        var (exitCode, error) = await sleeper.WaitAsync(Token);

        Assert.Equal((0, CartStatus.Ok), (exitCode, added.Status));
        Assert.Equal("", error);

        // It found itself fenced off, and began again with what the cart holds now.
        var order = (await shop.Orders.FindByCartAsync(cart, Token))!;
        Assert.Equal(2, order.Lines.Length);
        Assert.Equal(1, await shop.CountAsync("SELECT count(*) FROM $.orders"));
    }

    [Fact]
    public async Task While_the_database_is_away_a_checkout_is_refused_before_it_freezes_the_cart()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers);
        var proxied = fixture.Servers.SettingsFor(shop.Settings.Schema, "", 1);
        using var host = WorkHost.Build(proxied, null);
        var carts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shop.FillAsync(discounted: false)));
        fixture.Servers.PostgresProxy.Refuse(true);
        try
        {
            await using var scope = host.Services.CreateAsyncScope();
            var engine = scope.ServiceProvider.GetRequiredService<CartEngine>();
            foreach (var cart in carts)
            {
                await Assert.ThrowsAsync<CartUnavailableException>(() => engine.CheckoutAsync(cart, cancellationToken: Token));
            }

            var states = await Task.WhenAll(carts.Select(async cart => (await shop.Carts.GetAsync(cart, Token)).State));
            Assert.InRange(states.Count(static state => state is CartState.CheckingOut), 0, 4);
            Assert.Equal(CartState.Open, states[^1]);
            Assert.Equal(CartStatus.Ok, (await engine.ApplyAsync(carts[^1], new AddLines(Late, 1, 5m), Token)).Status);
        }
        finally
        {
            fixture.Servers.PostgresProxy.Refuse(false);
        }

        foreach (var cart in carts)
        {
            Assert.Equal("placed", (await shop.RetryAsync(cart)).Outcome);
        }
    }

    private static async Task<byte[]> DumpAsync(Shop shop, RedisKey key) => (await shop.Redis.GetDatabase().KeyDumpAsync(key))!;

    private static async Task RestoreAsync(Shop shop, RedisKey key, byte[] dump)
    {
        var database = shop.Redis.GetDatabase();
        await database.KeyDeleteAsync(key);
        await database.KeyRestoreAsync(key, dump, TimeSpan.FromMinutes(5));
    }
}
