using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Testing;

/// <summary>What a merge of two carts keeps, whoever else is at work on them, and wherever it is interrupted.</summary>
public abstract class MergeContract
{
    private static readonly ProductKey Widget = new(7, 42);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<ICartStore> CreateAsync(CartOptions options);

    [Fact]
    public async Task Four_guests_merged_at_once_into_a_cart_while_others_add_to_all_five_lose_no_unit()
    {
        var (carts, engine) = await StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var target = CartId.New();
            CartId[] guests = [.. Enumerable.Range(0, 4).Select(_ => CartId.New())];
            var acknowledged = 0;
            foreach (var cart in guests.Append(target))
            {
                await AddAsync(cart, 10);
            }

            // Whoever finds a guest's cart merged adds to the target, as its owner's session does.
            var adders = guests.Append(target).SelectMany(cart => Enumerable.Repeat(cart, 3)).Select(cart => Task.Run(async () =>
            {
                for (var i = 0; i < 10; i++)
                {
                    await AddAsync(cart, 1);
                }
            }));
            var merges = guests.Select(guest => Task.Run(() => engine.MergeAsync(guest, new CartMerge(target, MergeStrategy.Add), cancellationToken: Cancellation)));
            await Task.WhenAll(adders.Concat(merges).ToArray());

            Assert.Equal(50 + 150, acknowledged);
            Assert.Equal(acknowledged, (await carts.GetAsync(target, Cancellation)).Count);
            foreach (var guest in guests)
            {
                Assert.Equal((CartState.Merged, 0), ((await carts.GetAsync(guest, Cancellation)).State, (await carts.GetAsync(guest, Cancellation)).Count));
            }

            async Task AddAsync(CartId cart, int units)
            {
                var result = await engine.ApplyAsync(cart, new AddLines(Widget, units, 5m), Cancellation);
                if (result is { Status: CartStatus.Merged, Merge: { } merge })
                {
                    result = await engine.ApplyAsync(merge.Target, new AddLines(Widget, units, 5m), Cancellation);
                }

                Assert.Equal(CartStatus.Ok, result.Status);
                Interlocked.Add(ref acknowledged, units);
            }
        }
    }

    [Fact]
    public async Task The_same_guest_merged_eight_times_at_once_is_merged_once()
    {
        var (carts, engine) = await StartAsync();
        var (guest, target) = (CartId.New(), CartId.New());
        CartLine[] lines = [.. Enumerable.Range(1, 40).Select(number => new CartLine(new ProductKey(7, number), 3, 1m))];
        await carts.ApplyAsync(guest, new AddLines(lines), Cancellation);
        await carts.ApplyAsync(target, new AddLines([.. lines.Select(line => line with { Quantity = Quantity.One })]), Cancellation);

        var merge = new CartMerge(target, MergeStrategy.Add);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => engine.MergeAsync(guest, merge, cancellationToken: Cancellation))));

        Assert.All(results, result => Assert.Equal(CartStatus.Ok, result.Status));
        Assert.Single(results, result => !result.Replayed);
        Assert.All((await carts.GetAsync(target, Cancellation)).Lines, line => Assert.Equal(4, line.Quantity.ToInt32()));
        Assert.True((await engine.MergeAsync(guest, merge, cancellationToken: Cancellation)).Replayed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_merge_that_was_interrupted_is_completed_by_the_next_touch_of_its_source(bool linesWereTaken)
    {
        var (carts, engine) = await StartAsync();
        var (guest, target) = (CartId.New(), CartId.New());
        await carts.ApplyAsync(guest, new AddLines(Widget, 3, 5m), Cancellation);
        var merge = new CartMerge(target, MergeStrategy.Add);
        var begun = await carts.ApplyAsync(guest, new BeginMerge(merge), Cancellation);
        if (linesWereTaken)
        {
            await carts.ApplyAsync(target, new MergeLines(guest, begun.Version, merge.Strategy, begun.Snapshot!.Lines), Cancellation);
        }

        var touched = await engine.ApplyAsync(guest, new AddLines(Widget, 1, 5m), Cancellation);

        Assert.Equal((CartStatus.Merged, merge), (touched.Status, touched.Merge));
        Assert.Equal(3, (await carts.GetAsync(target, Cancellation)).Count);
    }

    [Fact]
    public async Task A_source_whose_target_takes_no_lines_is_open_again_with_all_of_them()
    {
        var (carts, engine) = await StartAsync();
        var (guest, target) = (CartId.New(), CartId.New());
        await carts.ApplyAsync(guest, new AddLines(Widget, 3, 5m), Cancellation);
        await carts.ApplyAsync(target, new AddLines(Widget, 1, 5m), Cancellation);
        var merge = new CartMerge(target, MergeStrategy.Add);
        var frozen = await carts.ApplyAsync(target, new BeginCheckout(TimeSpan.FromMinutes(5)), Cancellation);

        var refused = await engine.MergeAsync(guest, merge, cancellationToken: Cancellation);
        Assert.Equal((CartStatus.CheckoutInProgress, target), (refused.Status, refused.RefusedBy));
        Assert.Equal((CartState.Open, 3), ((await carts.GetAsync(guest, Cancellation)).State, (await carts.GetAsync(guest, Cancellation)).Count));

        await carts.ApplyAsync(target, new ThawCheckout(frozen.Snapshot!.Fence), Cancellation);
        Assert.Equal(CartStatus.Ok, (await engine.MergeAsync(guest, merge, cancellationToken: Cancellation)).Status);
        Assert.Equal(4, (await carts.GetAsync(target, Cancellation)).Count);
    }

    [Fact]
    public async Task A_merge_that_was_given_up_while_it_took_effect_is_finished()
    {
        var (carts, engine) = await StartAsync();
        var (guest, target) = (CartId.New(), CartId.New());
        await carts.ApplyAsync(guest, new AddLines(Widget, 3, 5m), Cancellation);
        var merge = new CartMerge(target, MergeStrategy.Add);
        var begun = await carts.ApplyAsync(guest, new BeginMerge(merge), Cancellation);
        await carts.ApplyAsync(target, new MergeLines(guest, begun.Version, merge.Strategy, begun.Snapshot!.Lines), Cancellation);
        await carts.ApplyAsync(target, new BeginCheckout(TimeSpan.FromMinutes(5)), Cancellation);

        var result = await engine.MergeAsync(guest, merge, cancellationToken: Cancellation);

        Assert.Equal((CartStatus.Ok, true), (result.Status, result.Replayed));
        Assert.Equal(CartState.Merged, (await carts.GetAsync(guest, Cancellation)).State);
    }

    [Fact]
    public async Task A_merge_that_took_effect_elsewhere_just_before_it_was_given_up_is_finished()
    {
        var (carts, _) = await StartAsync();
        var engine = CartServices.Engine(carts: new RefusingCartStore(carts));
        var (guest, target) = (CartId.New(), CartId.New());
        await carts.ApplyAsync(guest, new AddLines(Widget, 3, 5m), Cancellation);

        var result = await engine.MergeAsync(guest, new CartMerge(target, MergeStrategy.Add), cancellationToken: Cancellation);

        Assert.Equal((CartStatus.Ok, true), (result.Status, result.Replayed));
        Assert.Equal((CartState.Merged, 0), ((await carts.GetAsync(guest, Cancellation)).State, (await carts.GetAsync(guest, Cancellation)).Count));
        Assert.Equal(3, (await carts.GetAsync(target, Cancellation)).Count);
    }

    [Fact]
    public async Task Two_carts_merged_into_each_other_at_once_end_as_one_with_all_units()
    {
        var (carts, engine) = await StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var (left, right) = (CartId.New(), CartId.New());
            await carts.ApplyAsync(left, new AddLines(Widget, 2, 5m), Cancellation);
            await carts.ApplyAsync(right, new AddLines(Widget, 3, 5m), Cancellation);

            await Task.WhenAll(
                Task.Run(() => engine.MergeAsync(left, new CartMerge(right, MergeStrategy.Add), cancellationToken: Cancellation)),
                Task.Run(() => engine.MergeAsync(right, new CartMerge(left, MergeStrategy.Add), cancellationToken: Cancellation)));

            // Both may have given way to each other; then both are open as they were.
            var snapshots = new[] { await carts.GetAsync(left, Cancellation), await carts.GetAsync(right, Cancellation) };
            Assert.Equal(5, snapshots.Sum(cart => cart.Count));
            Assert.DoesNotContain(snapshots, cart => cart.State is CartState.Merging);
            Assert.Contains(snapshots, cart => cart.State is CartState.Open);
        }
    }

    [Fact]
    public async Task An_empty_source_is_left_as_it_is_and_a_cart_is_not_merged_with_itself()
    {
        var (_, engine) = await StartAsync();
        var (guest, target) = (CartId.New(), CartId.New());

        Assert.Equal(CartStatus.CartEmpty, (await engine.MergeAsync(guest, new CartMerge(target, MergeStrategy.Add), cancellationToken: Cancellation)).Status);
        await Assert.ThrowsAsync<CartRefusedException>(() => engine.MergeAsync(guest, new CartMerge(guest, MergeStrategy.Add), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_merge_into_a_cart_without_room_for_the_lines_changes_neither()
    {
        var carts = await CreateAsync(new CartOptions { MaxLines = 2 });
        var engine = CartServices.Engine(carts: carts);
        var (guest, target) = (CartId.New(), CartId.New());
        await carts.ApplyAsync(guest, new AddLines(new(new(7, 1), 1, 1m), new(new(7, 2), 1, 1m)), Cancellation);
        await carts.ApplyAsync(target, new AddLines(Widget, 1, 5m), Cancellation);

        var refused = await engine.MergeAsync(guest, new CartMerge(target, MergeStrategy.Add), cancellationToken: Cancellation);

        Assert.Equal((CartStatus.TooManyLines, target), (refused.Status, refused.RefusedBy));
        Assert.Equal((CartState.Open, 2), ((await carts.GetAsync(guest, Cancellation)).State, (await carts.GetAsync(guest, Cancellation)).Count));
        Assert.Equal(1, (await carts.GetAsync(target, Cancellation)).Count);
    }

    [Theory]
    [InlineData("too_many_lines", true)]
    [InlineData("checkout_in_progress of the user", true)]
    [InlineData("checkout_in_progress of the guest", true)]
    [InlineData("checkout_in_progress of the guest", false)]
    public async Task A_sign_in_leaves_alone_what_cannot_be_merged_and_gives_it_to_nobody(string why, bool hasCart)
    {
        var carts = await CreateAsync(new CartOptions { MaxLines = 2 });
        await using var services = CartServices.Of(carts: carts);
        var (session, users) = (services.GetRequiredService<InMemoryCartSession>(), services.GetRequiredService<IUserCarts>());
        var (guest, own, user) = (CartId.New(), CartId.New(), "user " + Guid.NewGuid().ToString("N"));
        await carts.ApplyAsync(guest, new AddLines(new(new(7, 1), 1, 1m), new(new(7, 2), 1, 1m)), Cancellation);
        await session.SetAsync(guest, cancellationToken: Cancellation);
        if (hasCart)
        {
            await carts.ApplyAsync(own, new AddLines(why == "too_many_lines" ? Widget : new(7, 1), 1, 5m) { Shopper = new Shopper(user) }, Cancellation);
            await users.ClaimActiveAsync(user, own, cancellationToken: Cancellation);
        }

        if (why != "too_many_lines")
        {
            await carts.ApplyAsync(why.EndsWith("guest", StringComparison.Ordinal) ? guest : own, new BeginCheckout(TimeSpan.FromMinutes(5)), Cancellation);
        }

        var signedIn = await Shopping(services).SignInAsync(user, cancellationToken: Cancellation);

        Assert.Equal((SignInOutcome.LeftAlone, why.Split(' ')[0]), (signedIn.Outcome, Assert.Single(signedIn.Warnings).Code));
        Assert.Equal((2, (string?)null), await carts.GetAsync(guest, Cancellation) is var left ? (left.Count, left.UserId) : default);
        Assert.NotEqual(guest, await users.FindActiveAsync(user, Cancellation));

        // The user's other devices do not see it.
        (session.UserId, var ofGuest) = (user, await session.FindAsync(Cancellation));
        await session.SetAsync(CartId.New(), cancellationToken: Cancellation);
        Assert.Equal(hasCart ? 1 : 0, await Shopping(services).CountAsync(Cancellation));
        Assert.Equal(guest, ofGuest);
    }

    [Fact]
    public async Task What_the_index_of_a_user_names_opens_only_if_it_is_the_users()
    {
        var carts = await CreateAsync(new CartOptions());
        await using var services = CartServices.Of(carts: carts);
        var (guest, user) = (CartId.New(), "user " + Guid.NewGuid().ToString("N"));
        await carts.ApplyAsync(guest, new AddLines(Widget, 3, 5m), Cancellation);
        await services.GetRequiredService<IUserCarts>().ClaimActiveAsync(user, guest, cancellationToken: Cancellation);
        services.GetRequiredService<InMemoryCartSession>().UserId = user;

        Assert.Equal(0, await Shopping(services).CountAsync(Cancellation));
        await Assert.ThrowsAsync<CartRefusedException>(() => Shopping(services).CheckoutAsync(cancellationToken: Cancellation));
        await Shopping(services).AddAsync(Widget, 5m, 2, cancellationToken: Cancellation);

        Assert.Equal(2, await Shopping(services).CountAsync(Cancellation));
        Assert.Equal((3, (string?)null), await carts.GetAsync(guest, Cancellation) is var left ? (left.Count, left.UserId) : default);
    }

    private static ShoppingCart Shopping(IServiceProvider services) => services.CreateScope().ServiceProvider.GetRequiredService<ShoppingCart>();

    private async Task<(ICartStore Carts, CartEngine Engine)> StartAsync()
    {
        var carts = await CreateAsync(new CartOptions());
        return (carts, CartServices.Engine(carts: carts));
    }

    /// <summary>Says that the target is frozen, while another takes the lines over.</summary>
    private sealed class RefusingCartStore(ICartStore carts) : ICartStore
    {
        public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken) => carts.GetAsync(id, cancellationToken);

        public ValueTask<OperationMatch> FindOperationAsync(
            CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default) =>
            carts.FindOperationAsync(id, shopper, operation, content, cancellationToken);

        public async ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken)
        {
            var result = await carts.ApplyAsync(id, command, cancellationToken);
            return command is MergeLines ? new CartResult { Status = CartStatus.CheckoutInProgress, Hold = default(CheckoutHold) } : result;
        }
    }
}
