using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="ICartStore"/> does in the three steps of a checkout.</summary>
public abstract class CartCheckoutContract
{
    private static readonly ProductKey Widget = new(7, 42);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly OrderId Order = OrderId.New(TimeProvider.System);

    private readonly CartId _id = CartId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time);

    [Fact]
    public async Task Begin_freezes_the_cart_and_answers_it_whole()
    {
        var carts = await WithOneLineAsync();

        var begun = await carts.ApplyAsync(_id, new BeginCheckout(Lease), Cancellation);

        Assert.Equal((CartStatus.Ok, 1, CartState.CheckingOut), (begun.Status, begun.Version, begun.Snapshot!.State));
        Assert.Equal([new CartLine(Widget, 2, 5m)], begun.Snapshot.Lines);
        Assert.True(begun.Snapshot.Fence > 0);
        CartMutation[] mutations = [new AddLines(Widget, 1, 5m), new SetLines(Widget, 1), new RemoveLine(Widget), new ClearLines(), new BindUser("eve")];
        foreach (var mutation in mutations)
        {
            var refused = await carts.ApplyAsync(_id, mutation, Cancellation);
            Assert.Equal((CartStatus.CheckoutInProgress, begun.Snapshot.Fence), (refused.Status, refused.Hold!.Value.Fence));
            Assert.InRange(refused.Hold.Value.Remaining, TimeSpan.FromTicks(1), Lease);
        }

        Assert.Equal(CartStatus.CheckoutInProgress, (await carts.ApplyAsync(_id, new BeginCheckout(Lease), Cancellation)).Status);
        Assert.Equal([new CartLine(Widget, 2, 5m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task Of_many_begins_at_once_one_gets_the_cart()
    {
        var carts = await WithOneLineAsync();

        var begun = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => carts.ApplyAsync(_id, new BeginCheckout(Lease), Cancellation).AsTask()));

        Assert.Single(begun, result => result.Status == CartStatus.Ok);
        Assert.Equal(15, begun.Count(result => result.Status == CartStatus.CheckoutInProgress));
    }

    [Fact]
    public async Task Finish_leaves_a_tombstone_that_names_the_order()
    {
        var carts = await WithOneLineAsync();
        var fence = await BeginAsync(carts);

        var finished = await carts.ApplyAsync(_id, new FinishCheckout(fence, Order), Cancellation);
        var again = await carts.ApplyAsync(_id, new FinishCheckout(fence, Order), Cancellation);

        Assert.Equal((CartStatus.Ok, CartStatus.Ok), (finished.Status, again.Status));
        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal((CartState.Ordered, Order, 0), (cart.State, cart.OrderId, cart.Count));
        CartCommand[] late = [new AddLines(Widget, 1, 5m), new ClearLines(), new BeginCheckout(Lease)];
        foreach (var command in late)
        {
            var refused = await carts.ApplyAsync(_id, command, Cancellation);
            Assert.Equal((CartStatus.Ordered, Order), (refused.Status, refused.OrderId));
        }
    }

    [Fact]
    public async Task A_tombstone_can_name_the_cart_that_took_over_what_was_beyond_the_order()
    {
        var carts = await WithOneLineAsync();
        var successor = CartId.New();

        await carts.ApplyAsync(_id, new FinishCheckout(await BeginAsync(carts), Order) { Successor = successor }, Cancellation);

        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal((CartState.Ordered, Order, successor), (cart.State, cart.OrderId, cart.Successor));
        var refused = await carts.ApplyAsync(_id, new AddLines(Widget, 1, 5m), Cancellation);
        Assert.Equal((CartStatus.Ordered, Order, successor), (refused.Status, refused.OrderId, refused.Successor));
    }

    [Fact]
    public async Task Thaw_opens_the_cart_and_the_next_fence_is_greater()
    {
        var carts = await WithOneLineAsync();
        var fence = await BeginAsync(carts);

        await carts.ApplyAsync(_id, new ThawCheckout(fence), Cancellation);

        var added = await carts.ApplyAsync(_id, new AddLines(Widget, 1, 5m), Cancellation);
        Assert.Equal([new CartLine(Widget, 3, 5m)], added.Changed);
        Assert.True(await BeginAsync(carts) > fence);
    }

    [Fact]
    public async Task A_fence_is_at_least_what_the_order_store_asks_for()
    {
        var carts = await WithOneLineAsync();
        const long Far = 4_000_000_000_000_000;

        var begun = await carts.ApplyAsync(_id, new BeginCheckout(Lease) { MinimumFence = Far }, Cancellation);
        await carts.ApplyAsync(_id, new ThawCheckout(Far), Cancellation);

        Assert.Equal(Far, begun.Snapshot!.Fence);
        Assert.Equal(Far + 1, await BeginAsync(carts));
    }

    [Fact]
    public async Task An_attempt_that_lost_the_cart_can_neither_finish_nor_thaw_it()
    {
        var carts = await WithOneLineAsync();
        var lost = await BeginAsync(carts);
        await carts.ApplyAsync(_id, new ThawCheckout(lost), Cancellation);
        Assert.Equal(CartStatus.FenceLost, (await carts.ApplyAsync(_id, new FinishCheckout(lost, Order), Cancellation)).Status);
        var holder = await BeginAsync(carts);

        Assert.Equal(CartStatus.FenceLost, (await carts.ApplyAsync(_id, new FinishCheckout(lost, Order), Cancellation)).Status);
        await carts.ApplyAsync(_id, new ThawCheckout(lost), Cancellation);

        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal((CartState.CheckingOut, holder, 2), (cart.State, cart.Fence, cart.Count));
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_told_to_whoever_comes_next()
    {
        var carts = await WithOneLineAsync();
        var begun = await carts.ApplyAsync(_id, new BeginCheckout(TimeSpan.FromMilliseconds(1)), Cancellation);

        CartResult refused;
        do
        {
            refused = await carts.ApplyAsync(_id, new AddLines(Widget, 1, 5m), Cancellation);
        }
        while (refused.Status == CartStatus.CheckoutInProgress);

        Assert.Equal((CartStatus.CheckoutLapsed, begun.Snapshot!.Fence), (refused.Status, refused.Hold!.Value.Fence));
        Assert.Equal(CartStatus.CheckoutLapsed, (await carts.ApplyAsync(_id, new BeginCheckout(Lease), Cancellation)).Status);
    }

    [Fact]
    public async Task Nothing_to_order_is_refused()
    {
        var carts = await CreateAsync();
        var absent = await carts.ApplyAsync(_id, new BeginCheckout(Lease), Cancellation);
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        await carts.ApplyAsync(_id, new RemoveLine(Widget), Cancellation);

        var empty = await carts.ApplyAsync(_id, new BeginCheckout(Lease), Cancellation);

        Assert.Equal((CartStatus.CartEmpty, CartStatus.CartEmpty), (absent.Status, empty.Status));
        Assert.Equal(CartState.Open, (await carts.GetAsync(_id, Cancellation)).State);
    }

    [Fact]
    public async Task A_begin_that_expects_another_version_is_refused()
    {
        var carts = await WithOneLineAsync();

        var stale = await carts.ApplyAsync(_id, new BeginCheckout(Lease) { ExpectedVersion = 7 }, Cancellation);
        var fresh = await carts.ApplyAsync(_id, new BeginCheckout(Lease) { ExpectedVersion = 1 }, Cancellation);

        Assert.Equal((CartStatus.VersionMismatch, 1, CartStatus.Ok), (stale.Status, stale.Version, fresh.Status));
    }

    [Fact]
    public async Task An_operation_that_took_effect_is_replayed_in_every_state()
    {
        var carts = await CreateAsync();
        var add = new AddLines(Widget, 2, 5m) { Operation = OperationId.New() };
        await carts.ApplyAsync(_id, add, Cancellation);
        var fence = await BeginAsync(carts);

        Assert.True((await carts.ApplyAsync(_id, add, Cancellation)).Replayed);
        await carts.ApplyAsync(_id, new FinishCheckout(fence, Order), Cancellation);
        var late = await carts.ApplyAsync(_id, add, Cancellation);

        Assert.Equal((CartStatus.Ok, true, 0), (late.Status, late.Replayed, late.Changed.Length));
    }

    private Task<ICartStore> CreateAsync() => CreateAsync(new CartOptions(), TimeProvider.System);

    [Fact]
    public async Task A_guests_cart_becomes_the_users_only_with_the_order()
    {
        var carts = await WithOneLineAsync();
        var begin = new BeginCheckout(Lease) { Shopper = new Shopper("ann") };

        var refused = await carts.ApplyAsync(_id, begin, Cancellation);
        await carts.ApplyAsync(_id, new ThawCheckout(refused.Snapshot!.Fence), Cancellation);
        Assert.Null((await carts.GetAsync(_id, Cancellation)).UserId);

        var begun = await carts.ApplyAsync(_id, begin, Cancellation);
        Assert.Null(begun.Snapshot!.UserId);
        await carts.ApplyAsync(_id, new FinishCheckout(begun.Snapshot.Fence, Order) { UserId = "ann" }, Cancellation);
        Assert.Equal(("ann", CartState.Ordered), ((await carts.GetAsync(_id, Cancellation)) is var cart ? (cart.UserId, cart.State) : default));

        foreach (var stranger in (Shopper[])[new Shopper("bob"), new Shopper(null)])
        {
            var answer = await carts.ApplyAsync(_id, begin with { Shopper = stranger }, Cancellation);
            Assert.Equal((CartStatus.CartNotFound, null), (answer.Status, answer.OrderId));
        }

        Assert.Equal(Order, (await carts.ApplyAsync(_id, begin, Cancellation)).OrderId);
    }

    private async Task<ICartStore> WithOneLineAsync()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 2, 5m), Cancellation);
        return carts;
    }

    private async Task<long> BeginAsync(ICartStore carts) =>
        (await carts.ApplyAsync(_id, new BeginCheckout(Lease), Cancellation)).Snapshot!.Fence;
}
