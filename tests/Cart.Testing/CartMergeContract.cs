using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="ICartStore"/> does in the four steps of a merge.</summary>
public abstract class CartMergeContract
{
    private static readonly ProductKey Widget = new(7, 42);
    private static readonly ProductKey Postage = new(8, "BANK CHARGES");

    // The sources of these tests have one change behind them.
    private const long Attempt = 1;

    private readonly CartId _source = CartId.New();
    private readonly CartId _target = CartId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CartMerge IntoTarget => new(_target, MergeStrategy.Add);

    private protected abstract Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time);

    [Fact]
    public async Task A_sealed_source_is_answered_whole_and_takes_no_changes()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_source, new AddLines(Widget, 2, 5m), Cancellation);

        var begun = await carts.ApplyAsync(_source, new BeginMerge(IntoTarget), Cancellation);
        Assert.Equal((CartStatus.Ok, 1), (begun.Status, begun.Version));
        Assert.Equal([new CartLine(Widget, 2, 5m)], begun.Snapshot!.Lines);
        Assert.Equal((CartState.Merging, IntoTarget), (begun.Snapshot.State, begun.Snapshot.Merge));

        CartCommand[] changes =
        [
            new AddLines(Widget, 1, 5m), new ClearLines(), new BindUser("alice"), new BeginCheckout(TimeSpan.FromMinutes(1)),
            new BeginMerge(new CartMerge(CartId.New(), MergeStrategy.Add)),
            new MergeLines(CartId.New(), Attempt, MergeStrategy.Add, []),
        ];
        foreach (var change in changes)
        {
            var refused = await carts.ApplyAsync(_source, change, Cancellation);
            Assert.Equal((CartStatus.MergeInProgress, IntoTarget), (refused.Status, refused.Merge));
        }

        Assert.Equal(2, (await carts.GetAsync(_source, Cancellation)).Count);
    }

    [Fact]
    public async Task Beginning_the_same_merge_again_answers_the_same()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_source, new AddLines(Widget, 2, 5m), Cancellation);
        await carts.ApplyAsync(_source, new BeginMerge(IntoTarget), Cancellation);

        var again = await carts.ApplyAsync(_source, new BeginMerge(IntoTarget with { Strategy = MergeStrategy.Replace }), Cancellation);

        Assert.Equal(CartStatus.Ok, again.Status);
        Assert.Equal(IntoTarget, again.Snapshot!.Merge);
        Assert.Equal(2, again.Snapshot.Count);
    }

    [Fact]
    public async Task An_empty_source_is_sealed_only_on_request()
    {
        var carts = await CreateAsync();
        Assert.Equal(CartStatus.CartEmpty, (await carts.ApplyAsync(_source, new BeginMerge(IntoTarget) { EvenIfEmpty = true }, Cancellation)).Status);

        await carts.ApplyAsync(_source, new BindUser("alice"), Cancellation);
        Assert.Equal(CartStatus.CartEmpty, (await carts.ApplyAsync(_source, new BeginMerge(IntoTarget), Cancellation)).Status);
        Assert.Equal(CartState.Open, (await carts.GetAsync(_source, Cancellation)).State);

        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_source, new BeginMerge(IntoTarget) { EvenIfEmpty = true }, Cancellation)).Status);
        Assert.Equal(CartState.Merging, (await carts.GetAsync(_source, Cancellation)).State);
    }

    [Theory]
    [InlineData(MergeStrategy.Add, 5, 10)]
    [InlineData(MergeStrategy.Replace, 3, 7)]
    [InlineData(MergeStrategy.KeepHigher, 3, 7)]
    public async Task The_strategy_decides_the_quantity_and_the_source_the_price(MergeStrategy strategy, int widgets, int postages)
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_target, new AddLines([new(Widget, 2, 4m), new(Postage, 3, 1m)]), Cancellation);

        var merged = await carts.ApplyAsync(
            _target,
            new MergeLines(_source, Attempt, strategy, [new CartLine(Widget, 3, 5m), new CartLine(Postage, 7, 2m), new CartLine(new(7, 43), 1, 9m)]),
            Cancellation);

        Assert.Equal((CartStatus.Ok, 2), (merged.Status, merged.Version));
        CartLine[] expected = [new(Widget, widgets, 5m), new(Postage, postages, 2m), new(new(7, 43), 1, 9m)];
        Assert.Equal(expected, merged.Changed);
        Assert.Equal([new LineKey(new ProductKey(7, 43))], merged.Created);
        Assert.Empty(merged.Clamped);
        Assert.Equal(expected, (await carts.GetAsync(_target, Cancellation)).Lines);
    }

    [Fact]
    public async Task The_higher_quantity_is_kept_when_the_target_has_it()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_target, new AddLines(Widget, 7, 10m), Cancellation);

        await carts.ApplyAsync(_target, new MergeLines(_source, Attempt, MergeStrategy.KeepHigher, [new CartLine(Widget, 3, 15m)]), Cancellation);

        Assert.Equal([new CartLine(Widget, 7, 15m)], (await carts.GetAsync(_target, Cancellation)).Lines);
    }

    [Fact]
    public async Task Quantities_are_cut_to_the_limit_and_that_is_told()
    {
        var carts = await CreateAsync(new CartOptions { MaxQuantityPerItem = 10 });
        await carts.ApplyAsync(_target, new AddLines(Widget, 8, 5m), Cancellation);

        var merged = await carts.ApplyAsync(
            _target, new MergeLines(_source, Attempt, MergeStrategy.Add, [new CartLine(Widget, 8, 5m), new CartLine(Postage, 99, 1m)]), Cancellation);

        Assert.Equal([new LineKey(Widget), new LineKey(Postage)], merged.Clamped);
        Assert.Equal([new LineKey(Postage)], merged.Created);
        Assert.Equal([new CartLine(Widget, 10, 5m), new CartLine(Postage, 10, 1m)], merged.Changed);
    }

    [Fact]
    public async Task A_merge_that_passes_the_limit_of_lines_is_refused()
    {
        var carts = await CreateAsync(new CartOptions { MaxLines = 1 });
        await carts.ApplyAsync(_target, new AddLines(Widget, 1, 5m), Cancellation);

        var merge = new MergeLines(_source, Attempt, MergeStrategy.Add, [new CartLine(Widget, 1, 5m), new CartLine(Postage, 1, 1m)]);
        Assert.Equal(CartStatus.TooManyLines, (await carts.ApplyAsync(_target, merge, Cancellation)).Status);

        Assert.Equal([new CartLine(Widget, 1, 5m)], (await carts.GetAsync(_target, Cancellation)).Lines);
        Assert.False((await carts.ApplyAsync(_target, merge with { Lines = merge.Lines[..1] }, Cancellation)).Replayed);
    }

    [Fact]
    public async Task A_merge_that_was_given_up_never_takes_effect_but_the_next_attempt_can()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_target, new AddLines(Widget, 1, 5m), Cancellation);
        var merge = new MergeLines(_source, Attempt, MergeStrategy.Add, [new CartLine(Widget, 3, 5m)]);

        var refusal = await carts.ApplyAsync(_target, new RefuseMerge(_source, Attempt), Cancellation);
        Assert.Equal((CartStatus.Ok, false, 1), (refusal.Status, refusal.Replayed, refusal.Version));
        Assert.Equal(CartStatus.MergeRefused, (await carts.ApplyAsync(_target, merge, Cancellation)).Status);
        Assert.Equal(1, (await carts.GetAsync(_target, Cancellation)).Count);

        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_target, merge with { Attempt = Attempt + 1 }, Cancellation)).Status);
        Assert.Equal(4, (await carts.GetAsync(_target, Cancellation)).Count);
    }

    [Fact]
    public async Task A_merge_that_took_effect_is_not_given_up_any_more()
    {
        var carts = await CreateAsync();
        var merge = new MergeLines(_source, Attempt, MergeStrategy.Add, [new CartLine(Widget, 3, 5m)]);
        await carts.ApplyAsync(_target, merge, Cancellation);

        Assert.True((await carts.ApplyAsync(_target, new RefuseMerge(_source, Attempt), Cancellation)).Replayed);
        Assert.True((await carts.ApplyAsync(_target, merge, Cancellation)).Replayed);
    }

    [Fact]
    public async Task A_source_is_merged_once_for_ever()
    {
        var carts = await CreateAsync();
        var merge = new MergeLines(_source, Attempt, MergeStrategy.Add, [new CartLine(Widget, 3, 5m)]);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => carts.ApplyAsync(_target, merge, Cancellation).AsTask()));
        for (var i = 0; i < 20; i++)
        {
            await carts.ApplyAsync(_target, new AddLines(Widget, 1, 5m) { Operation = OperationId.New() }, Cancellation);
        }

        var late = await carts.ApplyAsync(_target, merge, Cancellation);

        Assert.Equal((CartStatus.Ok, true), (late.Status, late.Replayed));
        Assert.Equal([new CartLine(Widget, 23, 5m)], late.Changed);
        Assert.Equal(23, (await carts.GetAsync(_target, Cancellation)).Count);
    }

    [Fact]
    public async Task That_a_source_was_merged_is_still_known_when_the_target_is_closed()
    {
        var carts = await CreateAsync();
        var merge = new MergeLines(_source, Attempt, MergeStrategy.Add, [new CartLine(Widget, 3, 5m)]);
        await carts.ApplyAsync(_target, merge, Cancellation);
        var begun = await carts.ApplyAsync(_target, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);
        Assert.True((await carts.ApplyAsync(_target, merge, Cancellation)).Replayed);

        await carts.ApplyAsync(_target, new FinishCheckout(begun.Snapshot!.Fence, OrderId.New(TimeProvider.System)), Cancellation);
        Assert.True((await carts.ApplyAsync(_target, merge, Cancellation)).Replayed);
        Assert.Equal(CartStatus.Ordered, (await carts.ApplyAsync(_target, merge with { Source = CartId.New() }, Cancellation)).Status);
    }

    [Theory]
    [InlineData(null, "THEIRS", "THEIRS")]
    [InlineData("OURS", "THEIRS", "OURS")]
    [InlineData("OURS", null, "OURS")]
    public async Task The_discount_is_taken_over_if_there_is_none(string? ours, string? theirs, string? expected)
    {
        var carts = await CreateAsync();
        if (ours is not null)
        {
            await carts.ApplyAsync(_target, new ApplyDiscount(ours), Cancellation);
        }

        await carts.ApplyAsync(_target, new MergeLines(_source, Attempt, MergeStrategy.Add, [new CartLine(Widget, 3, 5m)]) { DiscountCodes = theirs is null ? [] : [theirs] }, Cancellation);

        Assert.Equal(expected, (await carts.GetAsync(_target, Cancellation)).DiscountCodes.FirstOrDefault());
    }

    [Theory]
    [InlineData(null, "post", "post", 0)]
    [InlineData("express", "post", "express", 1)]
    [InlineData("express", "express", "express", 0)]
    [InlineData("express", null, "express", 0)]
    public async Task The_delivery_option_is_taken_over_if_there_is_none_and_the_version_passes_that_of_the_source(
        string? ours, string? theirs, string expected, int notes)
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_target, new SelectShipping(ours), Cancellation);

        await carts.ApplyAsync(_target, new MergeLines(_source, 77, MergeStrategy.Add, [new CartLine(Widget, 3, 5m)], theirs), Cancellation);

        var cart = await carts.GetAsync(_target, Cancellation);
        Assert.Equal((expected, notes, 78L), (cart.ShippingOptionId, cart.MergeNotes.Length, cart.Version));
        await carts.ApplyAsync(_target, new ClearLines(), Cancellation);
        Assert.Empty((await carts.GetAsync(_target, Cancellation)).MergeNotes);
    }

    [Fact]
    public async Task A_finished_source_is_a_tombstone_that_names_the_target()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_source, new AddLines(Widget, 2, 5m), Cancellation);
        await carts.ApplyAsync(_source, new BeginMerge(IntoTarget), Cancellation);

        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_source, new FinishMerge(CartId.New()), Cancellation)).Status);
        Assert.Equal(CartState.Merging, (await carts.GetAsync(_source, Cancellation)).State);

        await carts.ApplyAsync(_source, new FinishMerge(_target), Cancellation);
        await carts.ApplyAsync(_source, new FinishMerge(_target), Cancellation);
        var sealedCart = await carts.GetAsync(_source, Cancellation);
        Assert.Equal((CartState.Merged, IntoTarget, 2), (sealedCart.State, sealedCart.Merge, sealedCart.Version));
        Assert.Empty(sealedCart.Lines);

        foreach (CartCommand change in new CartCommand[] { new AddLines(Widget, 1, 5m), new BeginMerge(IntoTarget), new BeginCheckout(TimeSpan.FromMinutes(1)) })
        {
            var refused = await carts.ApplyAsync(_source, change, Cancellation);
            Assert.Equal((CartStatus.Merged, IntoTarget), (refused.Status, refused.Merge));
        }
    }

    [Fact]
    public async Task An_abandoned_source_is_open_again_as_it_was()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_source, new AddLines(Widget, 2, 5m), Cancellation);
        await carts.ApplyAsync(_source, new BeginMerge(IntoTarget), Cancellation);

        await carts.ApplyAsync(_source, new AbandonMerge(CartId.New(), Attempt), Cancellation);
        Assert.Equal(CartState.Merging, (await carts.GetAsync(_source, Cancellation)).State);
        await carts.ApplyAsync(_source, new AbandonMerge(_target, Attempt + 1), Cancellation);
        Assert.Equal(CartState.Merging, (await carts.GetAsync(_source, Cancellation)).State);
        await carts.ApplyAsync(_source, new AbandonMerge(_target, Attempt), Cancellation);

        var cart = await carts.GetAsync(_source, Cancellation);
        Assert.Equal((CartState.Open, null, 2), (cart.State, cart.Merge, cart.Version));
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_source, new AddLines(Widget, 1, 5m), Cancellation)).Status);
    }

    [Fact]
    public async Task A_frozen_cart_is_neither_source_nor_target()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_source, new AddLines(Widget, 2, 5m), Cancellation);
        await carts.ApplyAsync(_source, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);

        Assert.Equal(CartStatus.CheckoutInProgress, (await carts.ApplyAsync(_source, new BeginMerge(IntoTarget), Cancellation)).Status);
        var merge = new MergeLines(CartId.New(), Attempt, MergeStrategy.Add, [new CartLine(Widget, 3, 5m)]);
        Assert.Equal(CartStatus.CheckoutInProgress, (await carts.ApplyAsync(_source, merge, Cancellation)).Status);
    }

    private Task<ICartStore> CreateAsync(CartOptions? options = null) => CreateAsync(options ?? new CartOptions(), TimeProvider.System);
}
