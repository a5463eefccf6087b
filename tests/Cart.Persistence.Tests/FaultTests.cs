using System.Transactions;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Cart.Persistence.Tests;

public sealed class FaultTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Settling_waits_for_a_commit_that_is_under_way(bool commits)
    {
        var store = postgres.StoreWith("Application Name=settling_" + commits);
        var draft = OrderDrafts.Of(OrderDrafts.Cart(fence: 7));
        await using var other = await HoldAsync(draft);

        var settling = store.SettleAsync(draft.Cart.Id, 7, Token).AsTask();
        await postgres.WaitUntilBlockedAsync("settling_" + commits, Token);
        Assert.False(settling.IsCompleted);
        await other.EndAsync(commits);

        Assert.Equal(commits ? draft.Id : null, await settling);
        if (!commits)
        {
            Assert.Equal(new Placement.Fenced(7), await store.PlaceAsync(draft, Token));
        }
    }

    [Fact]
    public async Task A_limit_of_the_server_on_waiting_for_locks_does_not_cut_a_settlement_short()
    {
        var impatient = postgres.StoreWith("Application Name=impatient_settling;Options=-c lock_timeout=20ms");
        var draft = OrderDrafts.Of(OrderDrafts.Cart(fence: 7));
        await using var other = await HoldAsync(draft);

        var settling = impatient.SettleAsync(draft.Cart.Id, 7, Token).AsTask();
        await postgres.WaitUntilBlockedAsync("impatient_settling", Token);
        var fault = await Assert.ThrowsAsync<CartUnavailableException>(async () => await impatient.PlaceAsync(draft, Token));
        Assert.False(fault.OutcomeUnknown);
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, Assert.IsType<PostgresException>(fault.InnerException).SqlState);
        Assert.False(settling.IsCompleted);
        await other.EndAsync(commits: true);

        Assert.Equal(draft.Id, await settling);
    }

    [Fact]
    public async Task A_placement_that_takes_too_long_has_an_unknown_outcome_that_settling_tells()
    {
        var store = postgres.StoreWith("Command Timeout=1");
        var draft = OrderDrafts.Of(OrderDrafts.Cart(fence: 7));
        await using (await HoldAsync(draft))
        {
            var fault = await Assert.ThrowsAsync<CartUnavailableException>(async () => await store.PlaceAsync(draft, Token));
            Assert.True(fault.OutcomeUnknown);
        }

        Assert.Null(await store.SettleAsync(draft.Cart.Id, 7, Token));
        Assert.Null(await store.GetAsync(draft.Id, Token));
    }

    [Fact]
    public async Task A_lost_backend_leaves_the_outcome_unknown_and_the_store_works_afterwards()
    {
        var store = postgres.StoreWith("Application Name=lost_backend");
        var draft = OrderDrafts.Of(OrderDrafts.Cart(fence: 7));
        await using (await HoldAsync(draft))
        {
            var placing = store.PlaceAsync(draft, Token).AsTask();
            var backend = await postgres.WaitUntilBlockedAsync("lost_backend", Token);
            await postgres.ExecuteAsync($"SELECT pg_terminate_backend({backend})");

            var fault = await Assert.ThrowsAsync<CartUnavailableException>(() => placing);
            Assert.True(fault.OutcomeUnknown);
        }

        Assert.Null(await store.SettleAsync(draft.Cart.Id, 7, Token));
        Assert.IsType<Placement.Placed>(await store.PlaceAsync(OrderDrafts.Of(draft.Cart with { Fence = 8 }), Token));
    }

    [Fact]
    public async Task Connections_that_died_while_idle_fail_no_request()
    {
        var store = postgres.StoreWith("Application Name=idle_backend");
        using var discounts = postgres.DiscountsWith("Application Name=idle_backend");
        var draft = OrderDrafts.Of(OrderDrafts.Cart(fence: 7));
        Func<Task>[] requests =
        [
            async () => Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token)),
            async () => Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token)),
            async () => Assert.NotNull(await store.GetAsync(draft.Id, Token)),
            async () => Assert.Equal(draft.Id, await store.SettleAsync(draft.Cart.Id, 7, Token)),
            async () => await store.TakeAsync(1, TimeSpan.FromSeconds(1), Token),
            async () => await store.CompleteAsync([draft.Id], Token),
            async () => Assert.Null(await discounts.FindAsync(DiscountCode.Parse("NONE"), Token)),
            async () => Assert.Null(
                await discounts.CreateAsync(new Discount { Code = DiscountCode.Parse("IDLE"), Value = 1m }, Token)),
        ];
        foreach (var request in requests)
        {
            // Several connections of each pool, so that a second one of the same pool is dead as well.
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.FindByCartAsync(draft.Cart.Id, Token).AsTask()));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => discounts.FindAsync(DiscountCode.Parse("NONE"), Token).AsTask()));
            await postgres.ExecuteAsync("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'idle_backend'");

            await request();
        }

        Assert.Equal(1, await postgres.QueryAsync<long>($"SELECT count(*) FROM {postgres.Schema}.orders WHERE cart_id = '{draft.Cart.Id.ToGuid()}'"));
    }

    [Theory]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, "permission denied")]
    [InlineData(PostgresErrorCodes.UntranslatableCharacter, "no equivalent in encoding LATIN1")]
    [InlineData(PostgresErrorCodes.UndefinedColumn, "column missing")]
    public async Task What_an_operator_has_to_mend_is_unavailable_and_its_cause_is_logged_once(string state, string cause)
    {
        using var log = new HeardLines();
        var store = postgres.StoreWith("", log);
        await RaiseOnInsertAsync(state, cause);
        for (var tries = 0; tries < 3; tries++)
        {
            var draft = OrderDrafts.Of(OrderDrafts.Cart() with { UserId = state });

            var fault = await Assert.ThrowsAsync<CartUnavailableException>(async () => await store.PlaceAsync(draft, Token));

            Assert.False(fault.OutcomeUnknown);
            Assert.Null(await store.SettleAsync(draft.Cart.Id, draft.Cart.Fence, Token));
        }

        var line = Assert.Single(log.Lines);
        Assert.Equal((3006, LogLevel.Error), (line.Id, line.Level));
        Assert.StartsWith($"PostgreSQL refused to place orders: {cause} ({state}).", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_is_logged_when_it_begins_and_when_it_ends()
    {
        using var log = new HeardLines();
        var time = new FakeTimeProvider();
        var store = postgres.StoreWith("Command Timeout=1", log, time);
        await using (var connection = await postgres.Raw.OpenConnectionAsync(Token))
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await using var command = new NpgsqlCommand($"LOCK TABLE {postgres.Schema}.outbox IN ACCESS EXCLUSIVE MODE", connection, transaction);
            await command.ExecuteNonQueryAsync(Token);
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Assert.ThrowsAsync<CartUnavailableException>(async () => await store.MeasureAsync(Token))));
        }

        time.Advance(TimeSpan.FromSeconds(2));
        await store.MeasureAsync(Token);
        await store.MeasureAsync(Token);

        Assert.Equal([1020, 1021], log.Lines.Select(static line => line.Id));
        Assert.EndsWith("Failed requests: 3, within 0.0 s.", log.Lines.Last().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.SerializationFailure, false)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, false)]
    [InlineData(PostgresErrorCodes.LockNotAvailable, false)]
    [InlineData(PostgresErrorCodes.DiskFull, false)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, false)]
    [InlineData(PostgresErrorCodes.ConnectionFailure, true)]
    public async Task A_passing_error_of_the_server_tells_whether_the_order_may_exist(string state, bool outcomeUnknown)
    {
        await RaiseOnInsertAsync(state);
        var draft = OrderDrafts.Of(OrderDrafts.Cart(userId: state));

        var fault = await Assert.ThrowsAsync<CartUnavailableException>(async () => await postgres.Store.PlaceAsync(draft, Token));

        Assert.Equal(state, Assert.IsType<PostgresException>(fault.InnerException).SqlState);
        Assert.Equal(outcomeUnknown, fault.OutcomeUnknown);
        Assert.Null(await postgres.Store.SettleAsync(draft.Cart.Id, draft.Cart.Fence, Token));
    }

    [Fact]
    public async Task A_broken_rule_is_a_bug_and_is_not_hidden()
    {
        var cart = OrderDrafts.Cart() with { Version = 0 };
        var draft = OrderDrafts.Of(cart);

        var bug = await Assert.ThrowsAsync<PostgresException>(async () => await postgres.Store.PlaceAsync(draft, Token));

        Assert.Equal(PostgresErrorCodes.CheckViolation, bug.SqlState);
        Assert.Null(await postgres.Store.SettleAsync(cart.Id, cart.Fence, Token));
    }

    [Fact]
    public async Task A_server_that_refuses_connections_is_reported_at_once_with_nothing_changed()
    {
        using var nowhere = new PostgresOrderStore(
            new OptionsWrapper<PostgresOptions>(new PostgresOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody" }));
        var draft = OrderDrafts.Of(OrderDrafts.Cart());
        var startedAt = TimeProvider.System.GetTimestamp();

        Func<Task>[] requests =
        [
            async () => await nowhere.PlaceAsync(draft, Token),
            async () => await nowhere.SettleAsync(draft.Cart.Id, 1, Token),
            async () => await nowhere.GetAsync(draft.Id, Token),
            async () => await nowhere.FindByCartAsync(draft.Cart.Id, Token),
        ];
        foreach (var request in requests)
        {
            var fault = await Assert.ThrowsAsync<CartUnavailableException>(request);
            Assert.False(fault.OutcomeUnknown);
            Assert.NotNull(fault.InnerException);
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(startedAt), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_server_that_turns_a_connection_away_is_reported_with_nothing_changed()
    {
        var missing = postgres.StoreWith("Database=no_such_database_for_carts");

        var fault = await Assert.ThrowsAsync<CartUnavailableException>(async () => await missing.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token));

        Assert.False(fault.OutcomeUnknown);
    }

    [Fact]
    public async Task A_read_that_takes_too_long_changes_nothing()
    {
        var store = postgres.StoreWith("Command Timeout=1");
        await using var connection = await postgres.Raw.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand($"LOCK TABLE {postgres.Schema}.orders IN ACCESS EXCLUSIVE MODE", connection, transaction);
        await command.ExecuteNonQueryAsync(Token);

        var fault = await Assert.ThrowsAsync<CartUnavailableException>(async () => await store.GetAsync(OrderId.New(TimeProvider.System), Token));

        Assert.False(fault.OutcomeUnknown);
    }

    [Fact]
    public async Task Cancelling_a_placement_under_way_is_told_as_a_cancellation()
    {
        var store = postgres.StoreWith("Application Name=cancelled");
        var draft = OrderDrafts.Of(OrderDrafts.Cart(fence: 7));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var other = await HoldAsync(draft);

        var placing = store.PlaceAsync(draft, cancellation.Token).AsTask();
        await postgres.WaitUntilBlockedAsync("cancelled", Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => placing);
    }

    [Fact]
    public async Task A_transaction_of_the_caller_that_is_given_up_does_not_take_the_order_with_it()
    {
        var draft = OrderDrafts.Of(OrderDrafts.Cart());
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            Assert.IsType<Placement.Placed>(await postgres.Store.PlaceAsync(draft, Token));
        }

        Assert.NotNull(await postgres.Store.GetAsync(draft.Id, Token));
    }

    private Task RaiseOnInsertAsync(string state, string cause = "on purpose") => postgres.ExecuteAsync(
        $"""
        CREATE FUNCTION {postgres.Schema}.raise_{state}() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE EXCEPTION '{cause}' USING ERRCODE = '{state}'; END $$;
        CREATE TRIGGER raise_{state} BEFORE INSERT ON {postgres.Schema}.orders
            FOR EACH ROW WHEN (NEW.user_id = '{state}') EXECUTE FUNCTION {postgres.Schema}.raise_{state}()
        """);

    private Task<CheckoutInFlight> HoldAsync(OrderDraft draft) => CheckoutInFlight.StartAsync(postgres, draft, Token);
}
