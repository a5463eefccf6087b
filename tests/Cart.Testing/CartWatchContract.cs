using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="ICartWatch"/> tells of the carts of a store.</summary>
public abstract class CartWatchContract
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly CartId _id = CartId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<(ICartStore Carts, ICartWatch Watch)> CreateAsync();

    [Fact]
    public async Task Every_watch_of_a_cart_hears_of_a_change()
    {
        var (carts, watch) = await CreateAsync();
        using SemaphoreSlim first = new(0), second = new(0), other = new(0);
        await using var one = await watch.WatchAsync(_id, () => first.Release(), Cancellation);
        await using var two = await watch.WatchAsync(_id, () => second.Release(), Cancellation);
        await using var three = await watch.WatchAsync(CartId.New(), () => other.Release(), Cancellation);

        foreach (var change in (CartMutation[])[new AddLines(Widget, 1, 1m), new ApplyDiscount("TEN"), new ClearLines()])
        {
            await carts.ApplyAsync(_id, change, Cancellation);
            await HearAsync(first);
            await HearAsync(second);
        }

        Assert.Equal(0, other.CurrentCount);
    }

    [Fact]
    public async Task A_watch_that_ended_hears_no_more_and_the_others_go_on()
    {
        var (carts, watch) = await CreateAsync();
        using SemaphoreSlim first = new(0), second = new(0);
        var one = await watch.WatchAsync(_id, () => first.Release(), Cancellation);
        await using var two = await watch.WatchAsync(_id, () => second.Release(), Cancellation);

        await one.DisposeAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        await HearAsync(second);

        Assert.Equal(0, first.CurrentCount);
    }

    [Fact]
    public async Task A_watch_that_begins_while_the_last_one_ends_hears_of_a_change()
    {
        var (_, watch) = await CreateAsync();
        using SemaphoreSlim heard = new(0);
        using Barrier moment = new(2);
        var last = await watch.WatchAsync(_id, static () => { }, Cancellation);
        for (var turn = 0; turn < 3000; turn++)
        {
            var (ended, hears) = (last, new Action(() => heard.Release()));
            var ending = Task.Run(() => AtOnceAsync(async () => await ended.DisposeAsync()), Cancellation);
            await Task.Run(() => AtOnceAsync(async () => last = await watch.WatchAsync(_id, hears, Cancellation)), Cancellation);
            await ending;

            await watch.NotifyAsync(_id, Cancellation);

            await HearAsync(heard);
        }

        await last.DisposeAsync();

        Task AtOnceAsync(Func<Task> work)
        {
            moment.SignalAndWait(Cancellation);
            return work();
        }
    }

    [Fact]
    public async Task A_cart_that_becomes_an_order_is_told_too()
    {
        var (carts, watch) = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        var begun = await carts.ApplyAsync(_id, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);
        using SemaphoreSlim heard = new(0);
        await using var one = await watch.WatchAsync(_id, () => heard.Release(), Cancellation);

        await carts.ApplyAsync(_id, new FinishCheckout(begun.Snapshot!.Fence, OrderId.New(TimeProvider.System)), Cancellation);

        await HearAsync(heard);
    }

    [Fact]
    public async Task NotifyAsync_reaches_every_watch_of_that_id_without_a_change()
    {
        var (carts, watch) = await CreateAsync();
        using SemaphoreSlim first = new(0), second = new(0), other = new(0);
        await using var one = await watch.WatchAsync(_id, () => first.Release(), Cancellation);
        await using var two = await watch.WatchAsync(_id, () => second.Release(), Cancellation);
        await using var three = await watch.WatchAsync(CartId.New(), () => other.Release(), Cancellation);

        await watch.NotifyAsync(_id, Cancellation);

        await HearAsync(first);
        await HearAsync(second);
        Assert.Equal(0, other.CurrentCount);
        Assert.Equal(0, (await carts.GetAsync(_id, Cancellation)).Version);
    }

    private static async Task HearAsync(SemaphoreSlim heard) =>
        Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(10), Cancellation), "The watch did not hear of the change.");
}
