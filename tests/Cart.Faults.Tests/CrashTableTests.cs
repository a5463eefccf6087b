using Cart.Engine;
using Cart.Redis;
using Npgsql;

namespace Cart.Faults.Tests;

/// <summary>
/// The table of crashes in docs/checkout.md, row by row: a process of its own is killed with -9 behind each step of a checkout; what it
/// leaves behind is looked at, and what a client's retry gets.
/// </summary>
public sealed class CrashTableTests(FaultServersFixture fixture) : IClassFixture<FaultServersFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_0_a_crash_after_the_admission_leaves_nothing_behind()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: 1);
        var cart = await shop.FillAsync();

        await shop.DieAtAsync("checkout.admitted", cart);

        Assert.Equal(CartState.Open, (await shop.Carts.GetAsync(cart, Token)).State);
        Assert.Equal("placed", (await shop.Engine.CheckoutAsync(cart, cancellationToken: Token)).Outcome);
    }

    [Theory]
    [InlineData("checkout.begun", 0)]
    [InlineData("checkout.checked", 0)]
    [InlineData("checkout.priced", 0)]
    [InlineData("checkout.reserved", 1)]
    [InlineData("order.queued", 1)]
    public async Task Rows_1_to_4_a_crash_before_the_commit_leaves_a_frozen_cart_that_the_retry_opens_and_orders(string point, int reserved)
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: 2);
        var cart = await shop.FillAsync();

        await shop.DieAtAsync(point, cart);

        Assert.Equal(CartState.CheckingOut, (await shop.Carts.GetAsync(cart, Token)).State);
        Assert.Equal(0, await shop.CountAsync("SELECT count(*) FROM $.checkouts"));
        Assert.Equal(reserved, await ReservedAsync(shop));
        var retried = await shop.RetryAsync(cart);
        Assert.Equal("placed", retried.Outcome);
        Assert.Equal(1, await shop.CountAsync("SELECT granted FROM $.discounts"));
        Assert.Equal(CartState.Ordered, (await shop.Carts.GetAsync(cart, Token)).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Row_5_a_crash_while_the_database_commits_is_decided_by_settling(bool commits)
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: 2);
        var cart = await shop.FillAsync();
        await using var blocker = await shop.Database.OpenConnectionAsync(Token);
        await using var blocking = await blocker.BeginTransactionAsync(Token);
        await using (var claim = new NpgsqlCommand($"INSERT INTO {shop.Settings.Schema}.checkouts VALUES ('{cart.ToGuid()}', 1)", blocker, blocking))
        {
            await claim.ExecuteNonQueryAsync(Token);
        }

        // The batch waits for the row; its process is killed, its backend does not know that yet.
        using var process = shop.StartCheckout(cart, "");
        while (await BlockedAsync(shop) == 0)
        {
            Assert.False(process.HasExited);
        }

        process.Kill();
        if (!commits)
        {
            await shop.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
        }

        await blocking.RollbackAsync(Token);
        var retried = await shop.RetryAsync(cart);

        Assert.Equal(commits ? "already_placed" : "placed", retried.Outcome);
        Assert.Equal(1, await shop.CountAsync("SELECT count(*) FROM $.orders"));
        Assert.Equal(1, await shop.CountAsync("SELECT granted FROM $.discounts"));
        Assert.Equal(CartState.Ordered, (await shop.Carts.GetAsync(cart, Token)).State);
    }

    [Theory]
    [InlineData("order.committed", false)]
    [InlineData("checkout.committed", false)]
    [InlineData("checkout.finished", true)]
    [InlineData("checkout.confirmed", true)]
    [InlineData("checkout.answered", true)]
    public async Task Rows_6_to_10_a_crash_after_the_commit_leaves_an_order_that_the_relay_finishes(string point, bool finished)
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: 1);
        var cart = await shop.FillAsync();

        await shop.DieAtAsync(point, cart);

        var order = (await shop.Orders.FindByCartAsync(cart, Token))!;
        Assert.Equal(finished ? CartState.Ordered : CartState.CheckingOut, (await shop.Carts.GetAsync(cart, Token)).State);
        Assert.Equal(1, await shop.CountAsync("SELECT count(*) FROM $.outbox"));
        await shop.RelayAsync();
        Assert.Equal(CartState.Ordered, (await shop.Carts.GetAsync(cart, Token)).State);
        Assert.Equal(0, await ReservedAsync(shop));
        Assert.Equal(1, (await shop.Gate.FindAsync(shop.Code, Token))!.Granted);
        Assert.InRange(shop.HeardOf(order.Id, "checked_out"), 1, 2);
        Assert.Equal(1, shop.HeardOf(order.Id, "placed"));
        Assert.Equal(0, await shop.CountAsync("SELECT count(*) FROM $.outbox"));
        var retried = await shop.RetryAsync(cart);
        Assert.Equal(("already_placed", order.Id), (retried.Outcome, retried.Order!.Id));
    }

    [Theory]
    [InlineData("order.committed")]
    [InlineData("checkout.committed")]
    public async Task Rows_6_and_7_the_clients_retry_finds_the_order_without_the_relay_too(string point)
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: 1);
        var cart = await shop.FillAsync();

        await shop.DieAtAsync(point, cart);
        var retried = await shop.RetryAsync(cart);

        Assert.Equal(("already_placed", cart), (retried.Outcome, retried.Order!.CartId));
        Assert.Equal(CartState.Ordered, (await shop.Carts.GetAsync(cart, Token)).State);
    }

    [Fact]
    public async Task Row_11_a_crash_between_telling_and_forgetting_tells_the_same_order_again()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: 1);
        var cart = await shop.FillAsync();

        await shop.DieAtAsync("relay.told", cart);
        var order = (await shop.Orders.FindByCartAsync(cart, Token))!;
        Assert.Equal((1, 1), (shop.HeardOf(order.Id, "checked_out"), shop.HeardOf(order.Id, "placed")));
        await shop.RelayAsync();

        Assert.Equal((2, 2), (shop.HeardOf(order.Id, "checked_out"), shop.HeardOf(order.Id, "placed")));
        Assert.Equal(0, await shop.CountAsync("SELECT count(*) FROM $.outbox"));
    }

    private static async Task<int> ReservedAsync(Shop shop) =>
        (int)await shop.Redis.GetDatabase().SortedSetLengthAsync(CartKeys.Default.DiscountReservations(shop.Code));

    private static Task<long> BlockedAsync(Shop shop) => shop.CountAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
}
