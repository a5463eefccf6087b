using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="IOrderOutbox"/> does. Derive a test class from it for each implementation.</summary>
public abstract class OrderOutboxContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_falls_due_after_the_grace_and_is_taken_by_one_alone()
    {
        var (orders, outbox) = await CreateAsync();
        var draft = await PlaceAsync(orders);

        Assert.Empty(await outbox.TakeAsync(100, Lease, Token));
        await PassAsync(IOrderOutbox.Grace);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await outbox.TakeAsync(100, Lease, Token))));

        var entry = Assert.Single(taken.SelectMany(entries => entries));
        Assert.Equal(new OutboxEntry(draft.Id, draft.Cart.Id, draft.Cart.Fence, 1), entry);
    }

    [Fact]
    public async Task An_entry_that_is_not_completed_falls_due_again_each_time_after_twice_as_long()
    {
        var (orders, outbox) = await CreateAsync();
        await PlaceAsync(orders);
        await PassAsync(IOrderOutbox.Grace);

        await outbox.TakeAsync(100, Lease, Token);
        await PassAsync(Lease);
        Assert.Equal(2, Assert.Single(await outbox.TakeAsync(100, Lease, Token)).Attempts);
        await PassAsync(Lease);
        Assert.Empty(await outbox.TakeAsync(100, Lease, Token));
        await PassAsync(Lease);
        Assert.Equal(3, Assert.Single(await outbox.TakeAsync(100, Lease, Token)).Attempts);
    }

    [Fact]
    public async Task What_is_completed_or_older_than_the_retention_is_gone_and_the_orders_stay()
    {
        var (orders, outbox) = await CreateAsync();
        var (done, old) = (await PlaceAsync(orders), await PlaceAsync(orders));
        await outbox.CompleteAsync([done.Id, OrderId.New(TimeProvider.System)], Token);
        await outbox.CompleteAsync([done.Id], Token);

        Assert.Equal(1, (await outbox.MeasureAsync(Token)).Pending);
        Assert.Equal(0, await outbox.ExpireAsync(TimeSpan.FromDays(1), Token));
        await PassAsync(TimeSpan.FromDays(1.1));
        Assert.Equal(1, await outbox.ExpireAsync(TimeSpan.FromDays(1), Token));

        Assert.Equal(new OutboxBacklog(0, TimeSpan.Zero), await outbox.MeasureAsync(Token));
        Assert.NotNull(await orders.GetAsync(done.Id, Token));
        Assert.NotNull(await orders.GetAsync(old.Id, Token));
    }

    [Fact]
    public async Task The_lag_is_how_long_the_oldest_due_entry_has_waited()
    {
        var (orders, outbox) = await CreateAsync();
        await PlaceAsync(orders);
        await PlaceAsync(orders);

        Assert.Equal(new OutboxBacklog(2, TimeSpan.Zero), await outbox.MeasureAsync(Token));
        await PassAsync(IOrderOutbox.Grace + TimeSpan.FromMinutes(2));

        var (pending, lag) = await outbox.MeasureAsync(Token);
        Assert.Equal(2, pending);
        Assert.InRange(lag, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task Only_what_became_an_order_is_in_the_outbox()
    {
        var (orders, outbox) = await CreateAsync();
        var draft = await PlaceAsync(orders);
        await orders.PlaceAsync(draft, Token);
        await orders.PlaceAsync(OrderDrafts.Of(draft.Cart with { Fence = 9 }), Token);
        var settled = OrderDrafts.Of(OrderDrafts.Cart());
        await orders.SettleAsync(settled.Cart.Id, settled.Cart.Fence, Token);
        await orders.PlaceAsync(settled, Token);
        await orders.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()) with { Discounts = [DiscountCode.Parse("NO SUCH CODE")] }, Token);

        Assert.Equal(1, (await outbox.MeasureAsync(Token)).Pending);
    }

    /// <summary>Returns an empty store.</summary>
    private protected abstract Task<(IOrderStore Orders, IOrderOutbox Outbox)> CreateAsync();

    /// <summary>Lets time pass for the entries of the store.</summary>
    protected abstract Task PassAsync(TimeSpan span);

    private static async Task<OrderDraft> PlaceAsync(IOrderStore orders)
    {
        var draft = OrderDrafts.Of(OrderDrafts.Cart());
        Assert.IsType<Placement.Placed>(await orders.PlaceAsync(draft, Token));
        return draft;
    }
}
