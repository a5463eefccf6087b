using Cart.Engine;
using Cart.Faults;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cart.Persistence.Tests;

/// <summary>Two servers of the test's own: one that becomes read-only and gives way to the other, and a primary with a synchronous standby.</summary>
public sealed class ServerChangeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checkouts_leave_a_server_that_became_read_only()
    {
        SkipWithoutPrograms();
        await using var old = await PostgresProcess.StartAsync(Token);
        await using var next = await PostgresProcess.StartAsync(Token);
        await using var proxy = TcpProxy.Start(next.Port);
        await using var services = ServicesOf(proxy.Port);
        await services.GetRequiredService<PostgresMigrations>().ApplyAsync(Token);
        await services.GetRequiredService<IDiscountStore>().CreateAsync(new Discount { Code = DiscountCode.Parse("NEXT"), Value = 1m }, Token);
        proxy.Target = old.Port;
        proxy.CutAll();
        await services.GetRequiredService<PostgresMigrations>().ApplyAsync(Token);
        var (orders, discounts) = (services.GetRequiredService<IOrderStore>(), services.GetRequiredService<IDiscountStore>());
        Assert.IsType<Placement.Placed>(await orders.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token));
        Assert.Null(await discounts.FindAsync(DiscountCode.Parse("NEXT"), Token));
        await ((IOrderStoreReadiness)orders).EnsureWritableAsync(Token);

        await ExecuteAsync(old, "ALTER SYSTEM SET default_transaction_read_only = on");
        await ExecuteAsync(old, "SELECT pg_reload_conf()");
        await Waiting.UntilAsync(async () => await IsUnavailableAsync(PlaceAsync), "an order is refused", Token);
        Assert.True(await IsUnavailableAsync(async () => await ((IOrderStoreReadiness)orders).EnsureWritableAsync(Token)));
        Assert.True(await IsUnavailableAsync(async () => (await orders.AdmitAsync(Token)).Dispose()));
        Assert.NotEmpty(await orders.ListAsync(cancellationToken: Token));
        proxy.Target = next.Port;

        // No connection was cut: those to the old server have to be left by the stores themselves.
        (await orders.AdmitAsync(Token)).Dispose();
        await PlaceAsync();
        Assert.NotNull(await discounts.FindAsync(DiscountCode.Parse("NEXT"), Token));
        Assert.Single(await orders.ListAsync(cancellationToken: Token));

        async Task PlaceAsync() => Assert.IsType<Placement.Placed>(await orders.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token));
    }

    [Fact]
    public async Task An_order_that_the_synchronous_standby_does_not_have_is_not_answered_as_placed()
    {
        SkipWithoutPrograms();
        await using var primary = await PostgresProcess.StartAsync(Token);
        await using var proxy = TcpProxy.Start(primary.Port);
        await using var standby = await PostgresProcess.StartStandbyAsync(proxy.Port, "s1", Token);
        await using var services = ServicesOf(primary.Port, "Command Timeout=2");
        await services.GetRequiredService<PostgresMigrations>().ApplyAsync(Token);
        await ExecuteAsync(primary, "ALTER SYSTEM SET synchronous_standby_names = 's1'");
        await ExecuteAsync(primary, "SELECT pg_reload_conf()");
        await Waiting.UntilAsync(
            async () => await ExecuteAsync(primary, "SELECT sync_state FROM pg_stat_replication") is "sync", "the standby is synchronous", Token);
        var orders = services.GetRequiredService<IOrderStore>();
        var kept = OrderDrafts.Of(OrderDrafts.Cart());
        Assert.IsType<Placement.Placed>(await orders.PlaceAsync(kept, Token));
        proxy.Swallow(true);

        var lost = OrderDrafts.Of(OrderDrafts.Cart());
        var timedOut = await Assert.ThrowsAsync<CartUnavailableException>(async () => await orders.PlaceAsync(lost, Token));
        var settled = await Assert.ThrowsAsync<CartUnavailableException>(async () => await orders.SettleAsync(lost.Cart.Id, lost.Cart.Fence, Token));
        var placing = orders.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token).AsTask();
        await Waiting.UntilAsync(
            async () => await ExecuteAsync(primary, "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") is > 0L,
            "an operator cancels the wait",
            Token);
        var cancelled = await Assert.ThrowsAsync<CartUnavailableException>(() => placing);

        Assert.True(timedOut.OutcomeUnknown);
        Assert.True(settled.OutcomeUnknown);
        Assert.True(cancelled.OutcomeUnknown);
        await primary.StopImmediatelyAsync(Token);
        await standby.PromoteAsync(Token);
        await using var promoted = ServicesOf(standby.Port);
        Assert.NotNull(await promoted.GetRequiredService<IOrderStore>().GetAsync(kept.Id, Token));
        Assert.Null(await promoted.GetRequiredService<IOrderStore>().GetAsync(lost.Id, Token));
    }

    private static void SkipWithoutPrograms() =>
        Assert.SkipUnless(PostgresProcess.IsInstalled, "Needs PostgreSQL as a program of this machine.");

    private static ServiceProvider ServicesOf(int port, string settings = "") => CartServices.Of(
        configure: cart => cart.UsePostgres($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;{settings}"));

    private static async Task<bool> IsUnavailableAsync(Func<Task> request) => await Record.ExceptionAsync(request) is CartUnavailableException;

    private static async Task<object?> ExecuteAsync(PostgresProcess server, string sql)
    {
        await using var connection = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
