using Cart.Engine;

namespace Cart.Testing;

/// <summary>How a cart becomes an order, on any pair of stores.</summary>
public abstract partial class CheckoutContract
{
    private static readonly ProductKey Widget = new(7, 42);
    private static readonly ProductKey Postage = new(8, "BANK CHARGES");

    private readonly CartId _id = CartId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<(ICartStore Carts, IOrderStore Orders)> CreateAsync(CartOptions options);

    [Fact]
    public async Task A_cart_becomes_an_order_and_every_repeat_answers_it()
    {
        var (engine, carts, orders) = await StartAsync();
        await engine.ApplyAsync(_id, new BindUser("alice"), Cancellation);

        var placed = await engine.CheckoutAsync(_id, new CheckoutRequest { ExpectedTotal = 22.48m, ExpectedVersion = 2 }, Cancellation);
        var again = await engine.CheckoutAsync(_id, cancellationToken: Cancellation);

        Assert.Equal(("placed", "already_placed"), (placed.Outcome, again.Outcome));
        Assert.Equal([new CartLine(Widget, 2, 9.99m), new CartLine(Postage, 1, 2.50m)], placed.Order!.Lines);
        Assert.Equal((_id, "alice", 22.48m), (placed.Order.CartId, placed.Order.UserId, placed.Order.Totals.Total));
        Assert.Equal(placed.Order.Id, again.Order!.Id);
        Assert.Equal(placed.Order.Lines, (await orders.GetAsync(placed.Order.Id, Cancellation))!.Lines);
        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal((CartState.Ordered, placed.Order.Id, 0), (cart.State, cart.OrderId, cart.Count));
    }

    [Fact]
    public async Task An_order_whose_tombstone_has_expired_is_answered_still()
    {
        var (engine, carts, orders) = await StartAsync();
        var begun = await carts.ApplyAsync(_id, new BeginCheckout(TimeSpan.FromSeconds(15)), Cancellation);
        var expired = begun.Snapshot! with { Id = CartId.New() };
        var draft = OrderDrafts.Of(expired);
        await orders.PlaceAsync(draft, Cancellation);

        var repeat = await engine.CheckoutAsync(expired.Id, cancellationToken: Cancellation);

        Assert.Equal(("already_placed", draft.Id), (repeat.Outcome, repeat.Order!.Id));
    }

    [Fact]
    public async Task A_key_is_known_after_the_tombstone_has_expired()
    {
        var (engine, carts, orders) = await StartAsync();
        var request = new CheckoutRequest { Operation = OperationId.From("k1"), ExpectedTotal = 22.48m };
        var begun = await carts.ApplyAsync(_id, new BeginCheckout(TimeSpan.FromSeconds(15)), Cancellation);
        var expired = begun.Snapshot! with { Id = CartId.New() };
        var draft = OrderDrafts.Of(expired) with { Operation = CheckoutOperation.Of(request) };
        await orders.PlaceAsync(draft, Cancellation);

        var repeat = await engine.CheckoutAsync(expired.Id, request, Cancellation);
        var other = await engine.CheckoutAsync(expired.Id, request with { ExpectedTotal = 22.49m }, Cancellation);
        var unknown = await engine.CheckoutAsync(expired.Id, request with { Operation = OperationId.From("k2") }, Cancellation);

        Assert.Equal(("already_placed", draft.Id, true), (repeat.Outcome, repeat.Order!.Id, repeat.Replayed));
        Assert.Equal(("idempotency_key_reused", null), (other.Outcome, other.Order));
        Assert.Equal(("already_placed", draft.Id, false), (unknown.Outcome, unknown.Order!.Id, unknown.Replayed));
    }

    [Fact]
    public async Task Thirty_checkouts_at_once_give_one_order()
    {
        var (engine, _, _) = await StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => engine.CheckoutAsync(_id, cancellationToken: Cancellation)));

        Assert.Single(results, result => result.Outcome == "placed");
        Assert.Equal(29, results.Count(result => result.Outcome == "already_placed"));
        Assert.Single(results.Select(result => result.Order!.Id).Distinct());
    }

    [Fact]
    public async Task Every_add_that_was_acknowledged_is_in_the_order()
    {
        var (engine, _, orders) = await StartAsync();
        var acknowledged = 0;
        var adding = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var added = await engine.ApplyAsync(_id, new AddLines(Widget, 1, 9.99m), Cancellation);
                if (added.Status == CartStatus.Ordered)
                {
                    return;
                }

                if (added.Status == CartStatus.Ok)
                {
                    Interlocked.Increment(ref acknowledged);
                }
            }
        }, Cancellation)).ToArray();

        while (Volatile.Read(ref acknowledged) < 200)
        {
            await Task.Yield();
        }

        await engine.CheckoutAsync(_id, cancellationToken: Cancellation);
        await Task.WhenAll(adding);

        var order = (await orders.FindByCartAsync(_id, Cancellation))!;
        Assert.Equal(2 + acknowledged, order.Lines.Single(line => line.Product == Widget).Quantity.ToInt32());
    }

    [Fact]
    public async Task What_the_shopper_did_not_see_is_not_ordered()
    {
        var (engine, carts, orders) = await StartAsync();

        var total = await engine.CheckoutAsync(_id, new CheckoutRequest { ExpectedTotal = 19.98m }, Cancellation);
        var version = await engine.CheckoutAsync(_id, new CheckoutRequest { ExpectedVersion = 9 }, Cancellation);
        var empty = await engine.CheckoutAsync(CartId.New(), cancellationToken: Cancellation);

        Assert.Equal(("expected_total_mismatch", 22.48m), (total.Outcome, total.Error!.Totals!.Total));
        Assert.Equal(("version_mismatch", 1), (version.Outcome, version.Version));
        Assert.Equal("cart_empty", empty.Outcome);
        Assert.Null(await orders.FindByCartAsync(_id, Cancellation));
        Assert.Equal((CartState.Open, 3), ((await carts.GetAsync(_id, Cancellation)).State, (await carts.GetAsync(_id, Cancellation)).Count));
    }

    [Fact]
    public async Task A_total_that_cannot_be_counted_exactly_is_refused()
    {
        var (engine, carts, _) = await StartAsync(new CartOptions { MaxQuantityPerItem = null });
        var lines = Enumerable.Range(1, 6).Select(id => new CartLine(new ProductKey(9, id), int.MaxValue, CartLimits.MaxUnitPrice)).ToArray();
        await engine.ApplyAsync(_id, new AddLines(lines), Cancellation);

        Assert.Equal("total_too_great", (await engine.CheckoutAsync(_id, cancellationToken: Cancellation)).Outcome);
        Assert.Equal(CartState.Open, (await carts.GetAsync(_id, Cancellation)).State);
    }

    [Fact]
    public async Task An_attempt_that_died_before_its_commit_is_settled_by_the_next_touch_and_can_never_commit()
    {
        var (engine, carts, orders) = await StartAsync();
        var dead = await carts.ApplyAsync(_id, new BeginCheckout(TimeSpan.FromMilliseconds(1)), Cancellation);

        var added = await TouchAsync(engine);

        Assert.Equal(CartStatus.Ok, added.Status);
        Assert.IsType<Placement.Fenced>(await orders.PlaceAsync(OrderDrafts.Of(dead.Snapshot!), Cancellation));
        var placed = await engine.CheckoutAsync(_id, cancellationToken: Cancellation);
        Assert.Equal(("placed", 4), (placed.Outcome, placed.Order!.Lines.Sum(line => line.Quantity.ToInt32())));
    }

    [Fact]
    public async Task An_attempt_that_died_after_its_commit_is_finished_by_the_next_touch()
    {
        var (engine, carts, orders) = await StartAsync();
        var dead = await carts.ApplyAsync(_id, new BeginCheckout(TimeSpan.FromMilliseconds(1)), Cancellation);
        var draft = OrderDrafts.Of(dead.Snapshot!);
        await orders.PlaceAsync(draft, Cancellation);

        var touched = await TouchAsync(engine);

        Assert.Equal((CartStatus.Ordered, draft.Id), (touched.Status, touched.OrderId));
        var repeat = await engine.CheckoutAsync(_id, cancellationToken: Cancellation);
        Assert.Equal(("already_placed", draft.Id), (repeat.Outcome, repeat.Order!.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_whose_answer_is_lost_is_settled_at_once(bool committed)
    {
        var (carts, orders) = await CreateAsync(new CartOptions());
        var (engine, _) = await WithTwoLinesAsync(carts, new LossyOrderStore(orders, committed));

        if (committed)
        {
            var result = await engine.CheckoutAsync(_id, cancellationToken: Cancellation);
            Assert.Equal((await orders.FindByCartAsync(_id, Cancellation))!.Id, result.Order!.Id);
            Assert.Equal(CartState.Ordered, (await carts.GetAsync(_id, Cancellation)).State);
        }
        else
        {
            var refused = await Assert.ThrowsAsync<CartUnavailableException>(() => engine.CheckoutAsync(_id, cancellationToken: Cancellation));
            Assert.False(refused.OutcomeUnknown);
            Assert.Null(await orders.FindByCartAsync(_id, Cancellation));
            Assert.Equal(CartState.Open, (await carts.GetAsync(_id, Cancellation)).State);
        }
    }

    [Fact]
    public async Task A_shopper_who_goes_away_does_not_stop_the_commit()
    {
        var (carts, orders) = await CreateAsync(new CartOptions());
        using var shopper = new CancellationTokenSource();
        var (engine, _) = await WithTwoLinesAsync(carts, new LeftOrderStore(orders, shopper));

        var result = await engine.CheckoutAsync(_id, cancellationToken: shopper.Token);

        Assert.True(shopper.IsCancellationRequested);
        Assert.Equal("placed", result.Outcome);
        Assert.Equal(CartState.Ordered, (await carts.GetAsync(_id, Cancellation)).State);
    }

    private async Task<CartResult> TouchAsync(CartEngine engine)
    {
        CartResult touched;
        do
        {
            touched = await engine.ApplyAsync(_id, new AddLines(Widget, 1, 9.99m), Cancellation);
        }
        while (touched.Status == CartStatus.CheckoutInProgress);

        return touched;
    }

    private async Task<(CartEngine Engine, ICartStore Carts, IOrderStore Orders)> StartAsync(CartOptions? options = null)
    {
        var (carts, orders) = await CreateAsync(options ?? new CartOptions());
        var (engine, _) = await WithTwoLinesAsync(carts, orders);
        return (engine, carts, orders);
    }

    private async Task<(CartEngine Engine, CartResult Added)> WithTwoLinesAsync(ICartStore carts, IOrderStore orders)
    {
        var engine = CartServices.Engine(carts: carts, orders: orders);
        var lines = new AddLines(new CartLine(Widget, 2, 9.99m), new CartLine(Postage, 1, 2.50m));
        return (engine, await engine.ApplyAsync(_id, lines, Cancellation));
    }

    /// <summary>A real order store whose shopper goes away when it is asked to place the order.</summary>
    private sealed class LeftOrderStore(IOrderStore orders, CancellationTokenSource shopper) : DelegatingOrderStore(orders)
    {
        public override async ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default)
        {
            await shopper.CancelAsync();
            return await base.PlaceAsync(draft, cancellationToken);
        }
    }

    /// <summary>A real order store whose answer to a placement is lost, after it committed or before it was asked.</summary>
    private sealed class LossyOrderStore(IOrderStore orders, bool commits) : DelegatingOrderStore(orders)
    {
        public override async ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default)
        {
            if (commits)
            {
                await base.PlaceAsync(draft, cancellationToken);
            }

            throw new CartUnavailableException("The answer was lost.", outcomeUnknown: true);
        }
    }
}
