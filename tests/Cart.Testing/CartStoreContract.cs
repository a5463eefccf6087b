using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="ICartStore"/> does. A store's test class derives from it and says how a store is made.</summary>
public abstract partial class CartStoreContract
{
    protected static readonly ProductKey Widget = new(7, 42);
    protected static readonly ProductKey Postage = new(8, "BANK CHARGES");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly CartId _id = CartId.New();

    private protected abstract Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time);

    [Fact]
    public async Task A_cart_that_does_not_exist_reads_as_empty_and_stays_absent()
    {
        var carts = await CreateAsync();

        var cart = await carts.GetAsync(_id, Cancellation);

        Assert.Equal((0, CartState.Open, 0), (cart.Version, cart.State, cart.Count));
        Assert.Null(cart.CreatedAt);
        var refused = await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m) { MustExist = true }, Cancellation);
        Assert.Equal(CartStatus.CartNotFound, refused.Status);
        var expecting = await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m) { MustExist = true, ExpectedVersion = 0 }, Cancellation);
        Assert.Equal(CartStatus.CartNotFound, expecting.Status);
        Assert.Equal(0, (await carts.GetAsync(_id, Cancellation)).Version);
    }

    [Fact]
    public async Task A_fraction_of_a_unit_is_an_invalid_quantity()
    {
        var carts = await CreateAsync();
        var (key, fraction) = (LineKey.Of(Widget), Quantity.Of(0.5m));
        await carts.ApplyAsync(_id, new AddLines(Widget, 2, 1m), Cancellation);

        CartMutation[] changes =
        [
            new AddLines(new CartLine(key, Quantity.One + fraction, 1m)), new SetLines(new LineAssignment(key, fraction)), new AdjustLine(key, fraction),
        ];
        foreach (var change in changes)
        {
            var refused = await carts.ApplyAsync(_id, change, Cancellation);
            Assert.Equal((CartStatus.InvalidQuantity, key), (refused.Status, refused.Line));
        }

        Assert.Equal([new CartLine(Widget, 2, 1m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task Adds_accumulate_and_the_latest_price_wins()
    {
        var carts = await CreateAsync();

        await carts.ApplyAsync(_id, new AddLines(Widget, 2, 5.00m), Cancellation);
        var added = await carts.ApplyAsync(_id, new AddLines(Widget, 3, 7.50m), Cancellation);

        Assert.Equal((CartStatus.Ok, 2), (added.Status, added.Version));
        Assert.Equal([new CartLine(Widget, 5, 7.50m)], added.Changed);
        Assert.Equal([new CartLine(Widget, 5, 7.50m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task Lines_are_listed_in_the_order_in_which_they_were_first_added()
    {
        var carts = await CreateAsync();
        var products = Enumerable.Range(1, 30).Select(number => new ProductKey(7, (number * 37) % 31)).ToArray();
        foreach (var product in products)
        {
            await carts.ApplyAsync(_id, new AddLines(product, 1, 1m), Cancellation);
        }

        await carts.ApplyAsync(_id, new AddLines(products[20], 1, 1m), Cancellation);
        await carts.ApplyAsync(_id, new RemoveLine(products[3]), Cancellation);
        await carts.ApplyAsync(_id, new AddLines(products[3], 1, 1m), Cancellation);

        ProductKey[] expected = [.. products[..3], .. products[4..], products[3]];
        Assert.Equal(expected, (await carts.GetAsync(_id, Cancellation)).Lines.Select(line => line.Product));
    }

    [Fact]
    public async Task Many_lines_are_added_all_or_nothing()
    {
        var carts = await CreateAsync(new CartOptions { MaxLines = 2 });
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);

        var refused = await carts.ApplyAsync(
            _id, new AddLines(new CartLine(Widget, 1, 2m), new CartLine(Postage, 1, 1m), new CartLine(new(9, 9), 1, 1m)), Cancellation);
        Assert.Equal(CartStatus.TooManyLines, refused.Status);
        refused = await carts.ApplyAsync(
            _id, new AddLines(new CartLine(Postage, 1, 1m), new CartLine(new(9, 9), 1, 1m)), Cancellation);
        Assert.Equal((CartStatus.TooManyLines, new ProductKey(9, 9)), (refused.Status, refused.Line!.Value.Product));

        Assert.Equal([new CartLine(Widget, 1, 1m)], (await carts.GetAsync(_id, Cancellation)).Lines);
        var added = await carts.ApplyAsync(
            _id, new AddLines(new CartLine(Widget, 1, 2m), new CartLine(Postage, 4, 1m)), Cancellation);
        Assert.Equal([new CartLine(Widget, 2, 2m), new CartLine(Postage, 4, 1m)], added.Changed);
    }

    [Theory]
    [InlineData(0, "1.00", nameof(CartStatus.InvalidQuantity))]
    [InlineData(-1, "1.00", nameof(CartStatus.InvalidQuantity))]
    [InlineData(101, "1.00", nameof(CartStatus.InvalidQuantity))]
    [InlineData(int.MaxValue, "1.00", nameof(CartStatus.InvalidQuantity))]
    [InlineData(91, "1.00", nameof(CartStatus.QuantityLimit))]
    [InlineData(1, "-0.01", nameof(CartStatus.InvalidPrice))]
    [InlineData(1, "1.005", nameof(CartStatus.InvalidPrice))]
    [InlineData(1, "10000000000000000.00", nameof(CartStatus.InvalidPrice))]
    [InlineData(90, "9999999999999999.99", nameof(CartStatus.Ok))]
    [InlineData(90, "0", nameof(CartStatus.Ok))]
    [InlineData(1, "1.500", nameof(CartStatus.Ok))]
    public async Task Quantities_and_prices_at_and_over_the_limits_are_taken_or_refused_by_name(int quantity, string price, string status)
    {
        var carts = await CreateAsync(new CartOptions { MaxQuantityPerItem = 100 });
        await carts.ApplyAsync(_id, new AddLines(Widget, 10, 5m), Cancellation);
        var unitPrice = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture);

        var result = await carts.ApplyAsync(_id, new AddLines(Widget, quantity, unitPrice), Cancellation);

        Assert.Equal(status, result.Status.ToString());
        var cart = await carts.GetAsync(_id, Cancellation);
        var (version, line) = status == nameof(CartStatus.Ok)
            ? (2, new CartLine(Widget, 10 + quantity, unitPrice))
            : (1, new CartLine(Widget, 10, 5m));
        Assert.Equal(version, cart.Version);
        Assert.Equal([line], cart.Lines);
    }

    [Fact]
    public async Task Without_a_limit_a_line_holds_up_to_the_ceiling()
    {
        var carts = await CreateAsync(new CartOptions { MaxQuantityPerItem = null });

        var full = await carts.ApplyAsync(_id, new AddLines(Widget, int.MaxValue, 9999999999999999.99m), Cancellation);
        var refused = await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);

        Assert.Equal([new CartLine(Widget, int.MaxValue, 9999999999999999.99m)], full.Changed);
        Assert.Equal(CartStatus.QuantityLimit, refused.Status);
    }

    [Fact]
    public async Task Set_replaces_quantity_and_price_and_zero_removes()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(new CartLine(Widget, 3, 5m), new CartLine(Postage, 1, 2m)), Cancellation);

        var quantity = await carts.ApplyAsync(_id, new SetLines(Widget, 10), Cancellation);
        Assert.Equal([new CartLine(Widget, 10, 5m)], quantity.Changed);
        var price = await carts.ApplyAsync(_id, new SetLines(Widget, null, 9.99m), Cancellation);
        Assert.Equal([new CartLine(Widget, 10, 9.99m)], price.Changed);
        var removed = await carts.ApplyAsync(_id, new SetLines(Widget, 0, 1m), Cancellation);
        Assert.Equal([new CartLine(Widget, 10, 9.99m)], removed.Removed);
        Assert.Empty(removed.Changed);
        var absent = await carts.ApplyAsync(_id, new SetLines(Widget, 0), Cancellation);
        Assert.Equal((CartStatus.LineNotFound, Widget), (absent.Status, absent.Line!.Value.Product));
        Assert.Equal([new CartLine(Postage, 1, 2m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task Set_makes_missing_lines_only_when_told_to_and_given_everything()
    {
        var carts = await CreateAsync();

        var refused = await carts.ApplyAsync(_id, new SetLines(Widget, 2, 1m), Cancellation);
        var priceless = await carts.ApplyAsync(_id, new SetLines(Widget, 2) { CreateMissing = true }, Cancellation);
        var made = await carts.ApplyAsync(_id, new SetLines(Widget, 2, 1m) { CreateMissing = true }, Cancellation);

        Assert.Equal(
            (CartStatus.LineNotFound, CartStatus.LineNotFound, CartStatus.Ok), (refused.Status, priceless.Status, made.Status));
        Assert.Equal([new CartLine(Widget, 2, 1m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task Remove_takes_a_line_once()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 2, 5m), Cancellation);

        var removed = await carts.ApplyAsync(_id, new RemoveLine(Widget), Cancellation);
        var again = await carts.ApplyAsync(_id, new RemoveLine(Widget), Cancellation);

        Assert.Equal([new CartLine(Widget, 2, 5m)], removed.Removed);
        Assert.Equal((CartStatus.LineNotFound, 2), (again.Status, again.Version));
    }

    [Fact]
    public async Task Clear_empties_the_cart_and_keeps_its_version_and_user()
    {
        var carts = await CreateAsync();
        var nothing = await carts.ApplyAsync(_id, new ClearLines(), Cancellation);
        await carts.ApplyAsync(_id, new AddLines(Widget, 2, 5m), Cancellation);
        await carts.ApplyAsync(_id, new BindUser("alice"), Cancellation);

        var cleared = await carts.ApplyAsync(_id, new ClearLines { WithSnapshot = true }, Cancellation);

        Assert.Equal((CartStatus.Ok, 0), (nothing.Status, nothing.Version));
        Assert.Equal((3, "alice", 0), (cleared.Version, cleared.Snapshot!.UserId, cleared.Snapshot.Count));
    }

    [Fact]
    public async Task An_expected_version_that_is_stale_is_refused_with_the_current_one()
    {
        var carts = await CreateAsync();
        var first = await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m) { ExpectedVersion = 0 }, Cancellation);
        var stale = await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m) { ExpectedVersion = 0 }, Cancellation);
        var fresh = await carts.ApplyAsync(_id, new SetLines(Widget, 5) { ExpectedVersion = 1 }, Cancellation);

        Assert.Equal((CartStatus.Ok, CartStatus.VersionMismatch, CartStatus.Ok), (first.Status, stale.Status, fresh.Status));
        Assert.Equal(1, stale.Version);
    }

    [Theory]
    [InlineData("with spaces")]
    [InlineData("85123A")]
    [InlineData("{other-slot}")]
    [InlineData("}{")]
    [InlineData("{}")]
    [InlineData("|9|9")]
    [InlineData("\"; DROP TABLE orders; --")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task Object_ids_of_all_kinds_come_back_as_they_were(string objectId)
    {
        var carts = await CreateAsync();
        var product = new ProductKey(int.MaxValue, objectId);

        await carts.ApplyAsync(_id, new AddLines(new CartLine(product, 2, 1m), new CartLine(Widget, 1, 1m)), Cancellation);
        await carts.ApplyAsync(_id, new SetLines(product, 3), Cancellation);

        Assert.Equal(
            [new CartLine(product, 3, 1m), new CartLine(Widget, 1, 1m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task A_cart_of_593_lines_works()
    {
        var carts = await CreateAsync();
        var products = Enumerable.Range(1, 593).Select(number => new ProductKey(1, $"ITEM {number}")).ToArray();
        await Task.WhenAll(products.Select(product => carts.ApplyAsync(_id, new AddLines(product, 2, 1.25m), Cancellation).AsTask()));

        var cart = (await carts.ApplyAsync(_id, new AddLines(products[0], 1, 1.25m) { WithSnapshot = true }, Cancellation)).Snapshot!;
        Assert.Equal((593, 1187), (cart.Lines.Length, cart.Count));

        var begun = await carts.ApplyAsync(_id, new BeginCheckout(TimeSpan.FromSeconds(15)), Cancellation);
        Assert.Equal(593, begun.Snapshot!.Lines.Length);
        await carts.ApplyAsync(_id, new FinishCheckout(begun.Snapshot.Fence, OrderId.New(TimeProvider.System)), Cancellation);
        Assert.True((await carts.GetAsync(_id, Cancellation)).IsEmpty);
    }

    [Fact]
    public async Task Sixty_four_callers_who_add_one_a_hundred_times_add_6400()
    {
        var carts = await CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
            }
        }, Cancellation)));

        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal((6400, 6400), (cart.Version, cart.Count));
    }

    [Fact]
    public async Task Of_two_adds_that_cross_the_limit_together_one_is_refused()
    {
        var carts = await CreateAsync(new CartOptions { MaxQuantityPerItem = 10 });

        var results = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => carts.ApplyAsync(_id, new AddLines(Widget, 6, 1m), Cancellation).AsTask()));

        Assert.Equal([CartStatus.Ok, CartStatus.QuantityLimit], results.Select(result => result.Status).Order());
        Assert.Equal(6, (await carts.GetAsync(_id, Cancellation)).Count);
    }

    private protected Task<ICartStore> CreateAsync(CartOptions? options = null) => CreateAsync(options ?? new CartOptions(), TimeProvider.System);

}
