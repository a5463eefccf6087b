using System.Globalization;
using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="IOrderStore"/> does. Derive a test class from it for each implementation.</summary>
public abstract partial class OrderStoreContract
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_placed_order_is_found_by_its_id_and_by_its_cart()
    {
        var store = await CreateAsync();
        var draft = OrderDrafts.Of(OrderDrafts.Cart(fence: 7, userId: "user 42 <ü>"));

        var placed = Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token));

        Assert.InRange(TimeProvider.System.GetUtcNow() - placed.PlacedAt, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
        AssertIsOrderOf(draft, placed.PlacedAt, await store.GetAsync(draft.Id, Token));
        AssertIsOrderOf(draft, placed.PlacedAt, await store.FindByCartAsync(draft.Cart.Id, Token));
    }

    [Theory]
    [InlineData("USD", "9999999999999999.99", 2147483647, "21474836469999999978525163.53")]
    [InlineData("USD", "0", 1, "0.00")]
    [InlineData("USD", "0.01", 1, "0.01")]
    [InlineData("USD", "148120.1", 1, "148120.10")]
    [InlineData("JPY", "1200", 3, "3600")]
    [InlineData("KWD", "9999999999999999.99", 1, "9999999999999999.990")]
    public async Task Amounts_come_back_exactly_with_the_decimals_of_their_currency(string currency, string price, int quantity, string total)
    {
        var store = await CreateAsync();
        var unitPrice = decimal.Parse(price, CultureInfo.InvariantCulture);
        var line = new CartLine(new ProductKey(7, 42), quantity, unitPrice);
        var draft = OrderDrafts.Of(OrderDrafts.Cart(Currency.Parse(currency), line));

        await store.PlaceAsync(draft, Token);

        var order = await store.GetAsync(draft.Id, Token);
        Assert.NotNull(order);
        Assert.Equal(quantity * unitPrice, order.Totals.Total);
        Assert.Equal(quantity * unitPrice, Assert.Single(order.Lines).TotalPrice);
        Assert.Equal(total, order.Totals.Total.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Discount_tax_and_shipping_are_kept_as_they_were()
    {
        var store = await CreateAsync();
        var cart = OrderDrafts.Cart();
        var summary = cart.Lines.Sum(line => line.TotalPrice);
        var draft = new OrderDraft(OrderId.New(TimeProvider.System), cart, OrderDrafts.Totals(cart.Currency, summary, 1.25m, 0.33m, 4.9m), Now);

        var placed = Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token));

        AssertIsOrderOf(draft, placed.PlacedAt, await store.GetAsync(draft.Id, Token));
    }

    [Fact]
    public async Task Parts_of_a_total_are_kept_with_what_the_prices_include()
    {
        var store = await CreateAsync();
        var cart = OrderDrafts.Cart(Currency.Usd, new CartLine(new ProductKey(7, 42), 2, 59.50m));
        CartTotals totals = new(
            cart.Currency,
            119m,
            new Adjustment(Adjustment.Discount, null, -9m),
            new Adjustment(Adjustment.Tax, null, 17.56m) { IsIncluded = true },
            new Adjustment(Adjustment.Tax, null, 1.20m),
            new Adjustment(Adjustment.Shipping, null, 4.90m));
        var draft = new OrderDraft(OrderId.New(TimeProvider.System), cart, totals, Now);

        Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token));

        var order = (await store.GetAsync(draft.Id, Token))!;
        Assert.Equal(totals, order.Totals);
        Assert.Equal((9m, 18.76m, 4.90m, 116.10m), (order.Totals.DiscountAmount, order.Totals.Tax, order.Totals.Shipping, order.Totals.Total));
    }

    [Theory]
    [InlineData(-1.5, -0.25, "28.23")]
    [InlineData(-100, 0, "0.00")]
    public async Task Tax_and_shipping_can_be_less_than_nothing_and_the_total_cannot(double tax, double shipping, string total)
    {
        var store = await CreateAsync();
        var cart = OrderDrafts.Cart(Currency.Usd, new CartLine(new ProductKey(7, 42), 3, 9.99m) { }, new CartLine(new ProductKey(7, 43), 1, 0.01m));
        var totals = OrderDrafts.Totals(cart.Currency, 29.98m, 0, (decimal)tax, (decimal)shipping);
        var draft = new OrderDraft(OrderId.New(TimeProvider.System), cart, totals, Now);

        Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token));

        var order = await store.GetAsync(draft.Id, Token);
        Assert.Equal(totals, order!.Totals);
        Assert.Equal(total, order.Totals.Total.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_orders_of_everyone_are_listed_newest_first_page_by_page()
    {
        var store = await CreateAsync();
        var drafts = new List<OrderDraft>();
        for (var i = 0; i < 5; i++)
        {
            drafts.Add(OrderDrafts.Of(OrderDrafts.Cart(userId: i % 2 == 0 ? null : Guid.NewGuid().ToString())));
            await store.PlaceAsync(drafts[i], Token);
        }

        // The store may hold orders of other tests.
        var listed = new List<Order>();
        OrderId? last = null;
        while (await store.ListAsync(last, 2, Token) is { IsEmpty: false } page)
        {
            listed.AddRange(page);
            last = page[^1].Id;
        }

        Assert.Equal(listed.Select(static order => order.Id.ToString()).OrderDescending(StringComparer.Ordinal), listed.Select(static order => order.Id.ToString()));
        Assert.Equal(listed.Count, listed.DistinctBy(static order => order.Id).Count());
        Assert.All(drafts, draft => AssertIsOrderOf(draft, listed.Single(order => order.Id == draft.Id).PlacedAt, listed.Single(order => order.Id == draft.Id)));
    }

    [Fact]
    public async Task The_orders_of_a_user_are_listed_newest_first_page_by_page()
    {
        var store = await CreateAsync();
        var user = Guid.NewGuid().ToString();
        var drafts = new List<OrderDraft>();
        for (var i = 0; i < 5; i++)
        {
            drafts.Add(OrderDrafts.Of(OrderDrafts.Cart(userId: user)));
            await store.PlaceAsync(drafts[i], Token);
        }

        await store.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart(userId: "another")), Token);
        OrderId[] expected = [.. drafts.Select(draft => draft.Id).Reverse()];

        var all = await store.ListByUserAsync(user, cancellationToken: Token);
        var first = await store.ListByUserAsync(user, limit: 2, cancellationToken: Token);
        var second = await store.ListByUserAsync(user, first[1].Id, limit: 2, Token);
        var third = await store.ListByUserAsync(user, second[1].Id, limit: 2, Token);

        Assert.Equal(expected, all.Select(order => order.Id));
        Assert.Equal(expected, first.Concat(second).Concat(third).Select(order => order.Id));
        AssertIsOrderOf(drafts[4], all[0].PlacedAt, all[0]);
        Assert.Empty(await store.ListByUserAsync("nobody", cancellationToken: Token));
    }

    [Fact]
    public async Task All_orders_are_listed_youngest_first_page_by_page()
    {
        // Made in the future, so that the orders of other tests come behind them.
        var store = await CreateAsync();
        var drafts = new List<OrderDraft>();
        for (var i = 0; i < 5; i++)
        {
            var id = OrderId.FromGuid(Guid.CreateVersion7(Now.AddYears(100).AddSeconds(i)));
            drafts.Add(OrderDrafts.Of(OrderDrafts.Cart(userId: i % 2 == 0 ? "someone" : null)) with { Id = id });
            await store.PlaceAsync(drafts[i], Token);
        }

        OrderId[] expected = [.. drafts.Select(draft => draft.Id).Reverse()];

        var first = await store.ListAsync(limit: 2, cancellationToken: Token);
        var second = await store.ListAsync(first[1].Id, limit: 2, Token);
        var third = await store.ListAsync(second[1].Id, limit: 1, Token);

        Assert.Equal(expected, first.Concat(second).Concat(third).Select(order => order.Id));
        AssertIsOrderOf(drafts[4], first[0].PlacedAt, first[0]);
        Assert.Empty(await store.ListAsync(OrderId.FromGuid(Guid.Empty), cancellationToken: Token));
    }

    [Fact]
    public async Task Unknown_ids_name_no_order()
    {
        var store = await CreateAsync();

        Assert.Null(await store.GetAsync(OrderId.New(TimeProvider.System), Token));
        Assert.Null(await store.FindByCartAsync(CartId.New(), Token));
    }

    [Fact]
    public async Task A_cancelled_request_is_not_carried_out()
    {
        var store = await CreateAsync();
        var draft = OrderDrafts.Of(OrderDrafts.Cart());
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.PlaceAsync(draft, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.SettleAsync(draft.Cart.Id, draft.Cart.Fence, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.GetAsync(draft.Id, cancelled));

        Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token));
    }

    /// <summary>Returns the store under test, ready for use. Tests share it, so that they must not care for each other's carts.</summary>
    private protected abstract Task<IOrderStore> CreateAsync();

    private static void AssertIsOrderOf(OrderDraft draft, DateTimeOffset placedAt, Order? order)
    {
        Assert.NotNull(order);
        Assert.Equal(draft.Id, order.Id);
        Assert.Equal(draft.Cart.Id, order.CartId);
        Assert.Equal(draft.Cart.UserId, order.UserId);
        Assert.Equal(draft.Totals, order.Totals);
        Assert.Equal(draft.Cart.Lines.AsEnumerable(), order.Lines.AsEnumerable());
        Assert.Empty(order.DiscountCodes);
        Assert.Equal(placedAt, order.PlacedAt);
        Assert.Equal(TimeSpan.Zero, order.PlacedAt.Offset);
    }
}
