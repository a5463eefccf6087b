using Cart.Engine;
using Cart.Testing;
using Npgsql;

namespace Cart.Persistence.Tests;

/// <summary>What becomes of orders that share a batch.</summary>
public sealed class OrderWriterTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_that_meets_the_limit_unawares_is_sent_again_and_each_draft_gets_its_own_answer()
    {
        var store = postgres.StoreWith("Application Name=unawares");
        var code = await CreateAsync(maxUses: 100);
        await using var connection = await postgres.Raw.OpenConnectionAsync(Token);
        await using var other = await connection.BeginTransactionAsync(Token);
        await using (var take = new NpgsqlCommand($"UPDATE {postgres.Schema}.discounts SET granted = 99 WHERE key = '{code.Key}'", connection, other))
        {
            await take.ExecuteNonQueryAsync(Token);
        }

        // Both see all uses left, and wait for the row.
        var placing = Enumerable.Range(0, 2).Select(_ => store.PlaceAsync(DraftWith(code), Token).AsTask()).ToArray();
        await postgres.WaitUntilBlockedAsync("unawares", Token);
        await other.CommitAsync(Token);
        var placements = await Task.WhenAll(placing);

        Assert.Single(placements, placement => placement is Placement.Placed { Uses: [{ Granted: 100 }] });
        Assert.Single(placements, new Placement.DiscountRefused(CartErrors.DiscountExhausted));
        Assert.Equal(100, (await postgres.Discounts.FindAsync(code, Token))!.Granted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(100)]
    public async Task An_order_waits_for_an_edit_of_its_discount_and_is_judged_by_it(int? maxUses)
    {
        var store = postgres.StoreWith($"Application Name=edited{maxUses}");
        var code = await CreateAsync(maxUses);
        await using var connection = await postgres.Raw.OpenConnectionAsync(Token);
        await using var other = await connection.BeginTransactionAsync(Token);
        await using (var edit = new NpgsqlCommand(
            $"LOCK TABLE {postgres.Schema}.discount_redemptions IN SHARE MODE; UPDATE {postgres.Schema}.discounts SET is_active = false WHERE key = '{code.Key}'",
            connection, other))
        {
            await edit.ExecuteNonQueryAsync(Token);
        }

        var placing = store.PlaceAsync(DraftWith(code), Token).AsTask();
        await postgres.WaitUntilBlockedAsync($"edited{maxUses}", Token);
        await other.CommitAsync(Token);

        Assert.Equal(new Placement.DiscountRefused(CartErrors.DiscountInactive), await placing);
    }

    [Fact]
    public async Task A_draft_that_breaks_a_rule_of_the_database_takes_no_other_with_it()
    {
        var store = postgres.StoreWith("Application Name=poisoned");
        var code = await CreateAsync(maxUses: null);
        var blocked = new[] { OrderDrafts.Of(OrderDrafts.Cart(fence: 7)), OrderDrafts.Of(OrderDrafts.Cart(fence: 7)) };
        await using var first = await CheckoutInFlight.StartAsync(postgres, blocked[0], Token);
        await using var second = await CheckoutInFlight.StartAsync(postgres, blocked[1], Token);

        // Both writers wait for a cart each; what comes then is one batch.
        var waiting = blocked.Select(draft => store.PlaceAsync(draft, Token).AsTask()).ToArray();
        await postgres.WaitUntilBlockedAsync("poisoned", Token);
        OrderDraft[] drafts = [.. Enumerable.Range(0, 20).Select(_ => DraftWith(code))];
        var poison = OrderDrafts.Of(OrderDrafts.Cart() with { Version = 0 });
        var placing = drafts.Select(draft => store.PlaceAsync(draft, Token).AsTask()).ToArray();
        var poisoned = store.PlaceAsync(poison, Token).AsTask();
        var repeated = store.PlaceAsync(OrderDrafts.Of(drafts[0].Cart with { Fence = 9 }), Token).AsTask();
        await first.EndAsync(commits: false);
        await second.EndAsync(commits: false);

        Assert.All(await Task.WhenAll(waiting), placement => Assert.IsType<Placement.Placed>(placement));
        Assert.All((await Task.WhenAll(placing)).Skip(1), placement => Assert.IsType<Placement.Placed>(placement));
        Assert.Equal(PostgresErrorCodes.CheckViolation, (await Assert.ThrowsAsync<PostgresException>(() => poisoned)).SqlState);

        // Two attempts of one cart are in two batches; which comes first is open.
        var order = (await store.FindByCartAsync(drafts[0].Cart.Id, Token))!;
        Assert.Single(await Task.WhenAll(placing[0], repeated), placement => placement is Placement.Placed);
        Assert.Single(await Task.WhenAll(placing[0], repeated), new Placement.AlreadyPlaced(order.Id));
        Assert.Null(await store.FindByCartAsync(poison.Cart.Id, Token));
    }

    [Fact]
    public async Task A_draft_whose_caller_has_gone_before_it_was_sent_is_not_sent()
    {
        var store = postgres.StoreWith("Application Name=abandoned");
        var blocked = new[] { OrderDrafts.Of(OrderDrafts.Cart(fence: 7)), OrderDrafts.Of(OrderDrafts.Cart(fence: 7)) };
        await using var first = await CheckoutInFlight.StartAsync(postgres, blocked[0], Token);
        await using var second = await CheckoutInFlight.StartAsync(postgres, blocked[1], Token);
        var waiting = blocked.Select(draft => store.PlaceAsync(draft, Token).AsTask()).ToArray();
        await postgres.WaitUntilBlockedAsync("abandoned", Token);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var draft = OrderDrafts.Of(OrderDrafts.Cart());

        var placing = store.PlaceAsync(draft, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => placing);
        await first.EndAsync(commits: false);
        await second.EndAsync(commits: false);
        await Task.WhenAll(waiting);

        Assert.IsType<Placement.Placed>(await store.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token));
        Assert.Null(await store.FindByCartAsync(draft.Cart.Id, Token));
    }

    [Fact]
    public async Task One_checkout_too_many_is_turned_away_until_another_has_ended()
    {
        using var store = new PostgresOrderStore(Microsoft.Extensions.Options.Options.Create(
            new PostgresOptions { ConnectionString = postgres.ConnectionString, Schema = postgres.Schema, MaxCheckouts = 2 }));
        var first = await store.AdmitAsync(Token);
        using var second = await store.AdmitAsync(Token);

        var fault = await Assert.ThrowsAsync<CartUnavailableException>(async () => await store.AdmitAsync(Token));
        Assert.False(fault.OutcomeUnknown);
        first.Dispose();
        first.Dispose();
        using var third = await store.AdmitAsync(Token);
        await Assert.ThrowsAsync<CartUnavailableException>(async () => await store.AdmitAsync(Token));
    }

    private async Task<DiscountCode> CreateAsync(long? maxUses)
    {
        var discount = new Discount { Code = DiscountCode.Parse(Guid.NewGuid().ToString("N")), Value = 10, MaxUses = maxUses };
        await postgres.Discounts.CreateAsync(discount, Token);
        return discount.Code;
    }

    private static OrderDraft DraftWith(DiscountCode code) => OrderDrafts.Of(OrderDrafts.Cart()) with { Discounts = [code] };

    [Fact]
    public async Task A_store_that_is_closed_commits_what_it_was_given_first()
    {
        var store = postgres.StoreWith("");
        var drafts = Enumerable.Range(0, 200).Select(_ => OrderDrafts.Of(OrderDrafts.Cart())).ToList();
        var placing = drafts.Select(draft => store.PlaceAsync(draft, TestContext.Current.CancellationToken).AsTask()).ToList();

        await store.DisposeAsync();

        Assert.All(await Task.WhenAll(placing), static placement => Assert.IsType<Placement.Placed>(placement));
        foreach (var draft in drafts)
        {
            Assert.NotNull(await postgres.Store.GetAsync(draft.Id, TestContext.Current.CancellationToken));
        }
    }
}
