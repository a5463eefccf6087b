using Cart.Engine;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Testing;

/// <summary>What every <see cref="ICartStore"/> does with a change that is sent again under its operation id.</summary>
public abstract class CartOperationContract
{
    private static readonly ProductKey Widget = new(7, 42);
    private static readonly ProductKey Postage = new(8, "BANK CHARGES");

    private readonly CartId _id = CartId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time);

    [Fact]
    public async Task An_operation_that_is_sent_again_changes_nothing_twice()
    {
        var carts = await CreateAsync();
        var add = new AddLines(Widget, 2, 5m) { Operation = OperationId.From("from a phone, with a bad line"), WithSnapshot = true };

        var first = await carts.ApplyAsync(_id, add, Cancellation);
        await carts.ApplyAsync(_id, new AddLines(Postage, 1, 1m), Cancellation);
        var repeats = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => carts.ApplyAsync(_id, add, Cancellation).AsTask()));

        Assert.False(first.Replayed);
        Assert.All(repeats, repeat =>
        {
            Assert.True(repeat.Replayed);
            Assert.Equal((CartStatus.Ok, 2), (repeat.Status, repeat.Version));
            Assert.Equal([new CartLine(Widget, 2, 5m)], repeat.Changed);
            Assert.Equal(3, repeat.Snapshot!.Count);
        });
    }

    [Fact]
    public async Task An_operation_id_with_other_content_is_refused()
    {
        var carts = await CreateAsync();
        var operation = OperationId.New();
        await carts.ApplyAsync(_id, new AddLines(Widget, 2, 5m) { Operation = operation }, Cancellation);

        CartMutation[] others =
        [
            new AddLines(Widget, 3, 5m), new AddLines(Postage, 2, 5m), new SetLines(Widget, 2), new RemoveLine(Widget), new ClearLines(),
        ];
        foreach (var other in others)
        {
            Assert.Equal(CartStatus.OperationReused, (await carts.ApplyAsync(_id, other with { Operation = operation }, Cancellation)).Status);
        }

        Assert.Equal([new CartLine(Widget, 2, 5m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task What_an_operation_was_asked_for_can_be_told_in_the_callers_words()
    {
        var carts = await CreateAsync();
        var add = new AddLines(Widget, 1, 5m) { Operation = OperationId.New(), OperationContent = "one widget" };
        await carts.ApplyAsync(_id, add, Cancellation);

        var dearer = new AddLines(Widget, 1, 6m) { Operation = add.Operation, OperationContent = "one widget" };
        var other = dearer with { OperationContent = "two widgets" };

        Assert.True((await carts.ApplyAsync(_id, dearer, Cancellation)).Replayed);
        Assert.Equal(CartStatus.OperationReused, (await carts.ApplyAsync(_id, other, Cancellation)).Status);
        Assert.Equal([new CartLine(Widget, 1, 5m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task Operations_are_remembered_up_to_the_limit_and_the_oldest_are_forgotten_first()
    {
        var carts = await CreateAsync(new CartOptions { MaxIdempotencyKeys = 16 }, TimeProvider.System);
        var adds = Enumerable.Range(0, 17).Select(_ => new AddLines(Widget, 1, 1m) { Operation = OperationId.New() }).ToArray();
        foreach (var add in adds)
        {
            await carts.ApplyAsync(_id, add, Cancellation);
        }

        foreach (var add in adds[1..])
        {
            Assert.True((await carts.ApplyAsync(_id, add, Cancellation)).Replayed);
        }

        Assert.False((await carts.ApplyAsync(_id, adds[0], Cancellation)).Replayed);
    }

    [Fact]
    public async Task Operations_are_remembered_for_their_time_however_many_changes_follow()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var carts = await CreateAsync(new CartOptions { IdempotencyTimeToLive = TimeSpan.FromHours(2) }, time);
        var first = new AddLines(Widget, 1, 1m) { Operation = OperationId.New() };
        await carts.ApplyAsync(_id, first, Cancellation);
        for (var n = 0; n < 100; n++)
        {
            await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m) { Operation = OperationId.New() }, Cancellation);
        }

        time.Advance(TimeSpan.FromMinutes(119));
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m) { Operation = OperationId.New() }, Cancellation);
        Assert.True((await carts.ApplyAsync(_id, first, Cancellation)).Replayed);

        time.Advance(TimeSpan.FromMinutes(2));
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m) { Operation = OperationId.New() }, Cancellation);
        Assert.False((await carts.ApplyAsync(_id, first, Cancellation)).Replayed);
        Assert.Equal(104, (await carts.GetAsync(_id, Cancellation)).Count);
    }

    [Fact]
    public async Task A_change_of_nothing_is_remembered_where_it_names_an_operation()
    {
        var carts = await CreateAsync();
        var clear = new ClearLines { Operation = OperationId.New() };

        Assert.Equal((CartStatus.Ok, 1), await AnswerAsync(clear));
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        Assert.Equal((CartStatus.Ok, 2), await AnswerAsync(clear));
        Assert.Equal(1, (await carts.GetAsync(_id, Cancellation)).Count);

        async Task<(CartStatus, long)> AnswerAsync(CartMutation mutation)
        {
            var result = await carts.ApplyAsync(_id, mutation, Cancellation);
            return (result.Status, result.Version);
        }
    }

    [Fact]
    public async Task A_refused_operation_is_not_remembered()
    {
        var carts = await CreateAsync();
        var remove = new RemoveLine(Widget) { Operation = OperationId.New() };

        Assert.Equal(CartStatus.LineNotFound, (await carts.ApplyAsync(_id, remove, Cancellation)).Status);
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        var second = await carts.ApplyAsync(_id, remove, Cancellation);

        Assert.Equal((CartStatus.Ok, false), (second.Status, second.Replayed));
    }

    [Fact]
    public async Task An_adjustment_that_is_sent_again_counts_once()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 5, 1m), Cancellation);
        var less = new AdjustLine(Widget, -2) { Operation = OperationId.New() };

        await carts.ApplyAsync(_id, less, Cancellation);
        var repeat = await carts.ApplyAsync(_id, less, Cancellation);

        Assert.True(repeat.Replayed);
        Assert.Equal((3, 1, 3), (repeat.Count, repeat.UniqueCount, repeat.Changed.Single().Quantity.ToInt32()));
        Assert.Equal(CartStatus.OperationReused, (await carts.ApplyAsync(_id, less with { Delta = Quantity.Whole(2) }, Cancellation)).Status);
    }

    [Fact]
    public async Task An_ordered_cart_knows_the_operation_that_ordered_it()
    {
        var carts = await CreateAsync();
        var add = new AddLines(Widget, 1, 1m) { Operation = OperationId.New() };
        var checkout = new BeginCheckout(TimeSpan.FromMinutes(1)) { Operation = OperationId.New(), OperationContent = "1.00" };
        await carts.ApplyAsync(_id, add, Cancellation);

        Assert.Equal(CartStatus.OperationReused, (await BeginAsync(checkout with { Operation = add.Operation })).Status);
        var begun = await BeginAsync(checkout);
        Assert.Equal(CartStatus.CheckoutInProgress, (await BeginAsync(checkout)).Status);
        Assert.Equal(CartStatus.OperationReused, (await BeginAsync(checkout with { OperationContent = "2.00" })).Status);
        await carts.ApplyAsync(_id, new FinishCheckout(begun.Snapshot!.Fence, OrderId.New(TimeProvider.System)), Cancellation);

        Assert.Equal((CartStatus.Ordered, true), Answer(await BeginAsync(checkout)));
        Assert.Equal((CartStatus.OperationReused, false), Answer(await BeginAsync(checkout with { OperationContent = "2.00" })));
        Assert.Equal((CartStatus.Ordered, false), Answer(await BeginAsync(checkout with { Operation = OperationId.New() })));
        Assert.Equal((CartStatus.Ordered, false), Answer(await BeginAsync(checkout with { Operation = null })));

        Task<CartResult> BeginAsync(BeginCheckout begin) => carts.ApplyAsync(_id, begin, Cancellation).AsTask();
        static (CartStatus, bool) Answer(CartResult result) => (result.Status, result.Replayed);
    }

    [Fact]
    public async Task The_operation_of_a_checkout_that_came_to_nothing_is_not_remembered()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        var checkout = new BeginCheckout(TimeSpan.FromMinutes(1)) { Operation = OperationId.New(), OperationContent = "1.00" };

        var begun = await carts.ApplyAsync(_id, checkout, Cancellation);
        await carts.ApplyAsync(_id, new ThawCheckout(begun.Snapshot!.Fence), Cancellation);

        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, checkout with { OperationContent = "2.00" }, Cancellation)).Status);
    }

    private Task<ICartStore> CreateAsync() => CreateAsync(new CartOptions(), TimeProvider.System);
}
