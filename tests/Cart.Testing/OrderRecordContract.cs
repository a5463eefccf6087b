using Cart.Engine;

namespace Cart.Testing;

/// <summary>
/// What every <see cref="IOrderStore"/> records with an order besides lines and totals. Derive a test class from it for each implementation.
/// </summary>
public abstract class OrderRecordContract
{
    private static readonly ProductKey Mug = new(7, 42);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_and_delivery_option_come_back_as_they_were_sold()
    {
        var store = await CreateAsync();
        var user = Guid.NewGuid().ToString();
        var draft = OrderDrafts.Of(OrderDrafts.Cart(userId: user)) with { Details = AwkwardDetails };

        await store.PlaceAsync(draft, Token);

        var listed = await store.ListByUserAsync(user, cancellationToken: Token);
        var everyones = await store.ListAsync(limit: 1000, cancellationToken: Token);
        Assert.All(
            [
                await store.GetAsync(draft.Id, Token),
                await store.FindByCartAsync(draft.Cart.Id, Token),
                Assert.Single(listed),
                everyones.Single(order => order.Id == draft.Id),
            ],
            static order => AssertAwkward(order!.Details));
    }

    [Fact]
    public async Task A_product_may_have_several_lines()
    {
        var store = await CreateAsync();
        var draft = OrderDrafts.Of(OrderDrafts.Cart(Currency.Usd, new CartLine(Mug, 2, 5m), new CartLine(Mug, 1, 4m), new CartLine(Mug, 2, 5m)));

        Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token));

        Assert.Equal(draft.Cart.Lines.AsEnumerable(), (await store.GetAsync(draft.Id, Token))!.Lines);
    }

    [Fact]
    public async Task An_order_without_details_has_none()
    {
        var store = await CreateAsync();
        var draft = OrderDrafts.Of(OrderDrafts.Cart());

        await store.PlaceAsync(draft, Token);

        var order = (await store.GetAsync(draft.Id, Token))!;
        Assert.Empty(order.Details.Names);
        Assert.Null(order.Details.ShippingOption);
        Assert.Null(order.Operation);
    }

    [Theory]
    [InlineData("JPY", "500")]
    [InlineData("KWD", "1.255")]
    public async Task The_price_of_the_delivery_option_keeps_its_decimals(string currency, string price)
    {
        var store = await CreateAsync();
        var option = new ShippingOption("post", "By post", decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture));
        var draft = OrderDrafts.Of(OrderDrafts.Cart(Currency.Parse(currency), new CartLine(Mug, 1, 1m))) with
        {
            Details = new OrderDetails { ShippingOption = option },
        };

        await store.PlaceAsync(draft, Token);

        Assert.Equal(option, (await store.GetAsync(draft.Id, Token))!.Details.ShippingOption);
    }

    [Fact]
    public async Task An_idempotency_key_finds_the_order_by_its_user_and_by_its_cart()
    {
        var store = await CreateAsync();
        var user = Guid.NewGuid().ToString();
        var operation = OperationOf("k1", 9.99m);
        var draft = OrderDrafts.Of(OrderDrafts.Cart(userId: user)) with { Operation = operation };
        await store.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart(userId: user)) with { Operation = OperationOf("k0", null) }, Token);
        await store.PlaceAsync(draft, Token);

        var ofUser = await store.FindByOperationAsync(operation.Key, user, [], Token);
        var ofCart = await store.FindByOperationAsync(operation.Key, null, [CartId.New(), draft.Cart.Id], Token);
        var ofBoth = await store.FindByOperationAsync(operation.Key, user, [draft.Cart.Id], Token);

        Assert.All([ofUser, ofCart, ofBoth], order =>
        {
            Assert.Equal((draft.Id, operation), (order!.Id, order.Operation));
            Assert.Equal(draft.Cart.Lines.AsEnumerable(), order.Lines);
        });
        Assert.NotEqual(operation.Content, OperationOf("k1", 9.98m).Content);
    }

    [Fact]
    public async Task Another_key_that_was_answered_with_an_order_finds_it_too()
    {
        var store = await CreateAsync();
        var (user, operation) = (Guid.NewGuid().ToString(), OperationOf("k1", null));
        var (ofUser, ofGuest) = (OrderDrafts.Of(OrderDrafts.Cart(userId: user)) with { Operation = operation }, OrderDrafts.Of(OrderDrafts.Cart()));
        await store.PlaceAsync(ofUser, Token);
        await store.PlaceAsync(ofGuest, Token);
        string[] later = [.. Enumerable.Range(2, 16).Select(static n => OperationOf($"k{n}", null).Key)];
        foreach (var key in (string[])[.. later, later[0], "one too many"])
        {
            await store.RememberKeyAsync(ofUser.Id, key, Token);
            await store.RememberKeyAsync(ofGuest.Id, key, Token);
        }

        foreach (var key in later)
        {
            var found = await store.FindByOperationAsync(key, user, [], Token);
            Assert.Equal((ofUser.Id, operation), (found!.Id, found.Operation));
            Assert.Equal(ofGuest.Id, (await store.FindByOperationAsync(key, null, [ofGuest.Cart.Id], Token))!.Id);
        }

        Assert.Equal(ofUser.Id, (await store.FindByOperationAsync(operation.Key, user, [], Token))!.Id);
        Assert.Null(await store.FindByOperationAsync("one too many", user, [ofGuest.Cart.Id], Token));
        Assert.Null(await store.FindByOperationAsync(later[0], null, [CartId.New()], Token));
    }

    [Fact]
    public async Task An_idempotency_key_finds_no_order_of_anyone_else()
    {
        var store = await CreateAsync();
        var (user, operation) = (Guid.NewGuid().ToString(), OperationOf("k1", null));
        var draft = OrderDrafts.Of(OrderDrafts.Cart(userId: user)) with { Operation = operation };
        await store.PlaceAsync(draft, Token);

        Assert.Null(await store.FindByOperationAsync(operation.Key, Guid.NewGuid().ToString(), [CartId.New()], Token));
        Assert.Null(await store.FindByOperationAsync(operation.Key, null, [], Token));
        Assert.Null(await store.FindByOperationAsync(OperationOf("K1", null).Key, user, [draft.Cart.Id], Token));
    }

    [Fact]
    public async Task A_user_who_was_made_anonymous_leaves_the_record_and_no_key()
    {
        var store = await CreateAsync();
        var (user, operation) = (Guid.NewGuid().ToString(), OperationOf("k1", null));
        var draft = OrderDrafts.Of(OrderDrafts.Cart(userId: user)) with { Details = AwkwardDetails, Operation = operation };
        await store.PlaceAsync(draft, Token);

        await store.AnonymiseUserAsync(user, Token);

        Assert.Null(await store.FindByOperationAsync(operation.Key, user, [], Token));
        AssertAwkward((await store.GetAsync(draft.Id, Token))!.Details);
    }

    /// <summary>Returns the store under test, ready for use. Tests share it, so that they must not care for each other's carts.</summary>
    private protected abstract Task<IOrderStore> CreateAsync();

    private static OrderDetails AwkwardDetails => new()
    {
        Names = new Dictionary<LineKey, string>
        {
            [LineKey.Of(Mug)] = "Mug, \"white\" – ü 🍵 \\ {a,'b'} </script>",
            [LineKey.Of(new ProductKey(8, """{"a",'b';\x,NULL}"""))] = "",
        },
        ShippingOption = new ShippingOption("express", "Express, tomorrow – ü", 9.90m),
    };

    private static void AssertAwkward(OrderDetails details)
    {
        Assert.Equal(AwkwardDetails.Names.OrderBy(static name => name.Value), details.Names.OrderBy(static name => name.Value));
        Assert.Equal(AwkwardDetails.ShippingOption, details.ShippingOption);
    }

    private static CheckoutOperation OperationOf(string key, decimal? expectedTotal) =>
        CheckoutOperation.Of(new CheckoutRequest { Operation = OperationId.From(key), ExpectedTotal = expectedTotal })!;
}
