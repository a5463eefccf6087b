using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Testing;

/// <summary>What every <see cref="ICartStore"/> does with a cart whose lines are priced in another currency than the shop's.</summary>
public abstract class CartCurrencyContract
{
    private static readonly ProductKey Widget = new(7, 42);
    private static readonly ProductKey Gadget = new(7, 43);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly CartId _id = CartId.New();
    private readonly CartId _other = CartId.New();

    private protected abstract Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time);

    /// <summary>Opens the carts of a store again, for a shop of another currency.</summary>
    private protected virtual Task<ICartStore> ReopenAsync(CartOptions options, string currency) =>
        CreateAsync(new CartOptions { Currency = currency }, TimeProvider.System);

    public static TheoryData<string> Allowed => [.. Removals().Keys];

    public static TheoryData<string> Refused => [.. Additions().Keys];

    [Theory]
    [MemberData(nameof(Allowed))]
    public async Task What_adds_no_amount_is_done_to_a_cart_of_another_currency(string change)
    {
        var carts = await FilledAsync();

        var result = await carts.ApplyAsync(_id, Removals()[change] with { WithSnapshot = true }, Cancellation);

        Assert.Equal((CartStatus.Ok, 5), (result.Status, result.Version));
        Assert.Equal(result.Snapshot!.IsEmpty ? "JPY" : "USD", result.Snapshot.Currency.Code);
        Assert.All(result.Snapshot.Lines, line => Assert.Equal(line.Product == Widget ? 5.25m : 2.50m, line.UnitPrice));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_adds_an_amount_is_refused_to_a_cart_of_another_currency(string change)
    {
        var carts = await FilledAsync();

        var result = await carts.ApplyAsync(_id, Additions()[change], Cancellation);

        Assert.Equal((CartStatus.CurrencyMismatch, 4), (result.Status, result.Version));
        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal([new CartLine(Widget, 3, 5.25m), new CartLine(Gadget, 1, 2.50m)], cart.Lines);
        Assert.Equal((4, "USD", "TEN"), (cart.Version, cart.Currency.Code, cart.DiscountCodes.FirstOrDefault()));
    }

    [Fact]
    public async Task An_empty_cart_takes_the_currency_of_its_next_add()
    {
        var carts = await FilledAsync();
        await carts.ApplyAsync(_id, new SetLines(Widget, 0), Cancellation);
        await carts.ApplyAsync(_id, new AdjustLine(Gadget, -1), Cancellation);
        Assert.Equal("JPY", (await carts.GetAsync(_id, Cancellation)).Currency.Code);

        var added = await carts.ApplyAsync(_id, new AddLines(Widget, 1, 500m) { WithSnapshot = true }, Cancellation);

        Assert.Equal((CartStatus.Ok, "JPY"), (added.Status, added.Snapshot!.Currency.Code));
        Assert.Equal("TEN", added.Snapshot.DiscountCodes.FirstOrDefault());
        Assert.Equal([new CartLine(Widget, 1, 500m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task A_cart_without_lines_takes_discount_and_shipping_in_the_currency_of_the_shop()
    {
        var carts = await FilledAsync();
        await carts.ApplyAsync(_id, new ClearLines(), Cancellation);

        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, new ApplyDiscount("NEW") { Replace = true }, Cancellation)).Status);
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, new SelectShipping("express"), Cancellation)).Status);
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, new SetLines(Widget, 2, 500m) { CreateMissing = true }, Cancellation)).Status);
        Assert.Equal("JPY", (await carts.GetAsync(_id, Cancellation)).Currency.Code);
    }

    [Fact]
    public async Task A_merge_of_another_currency_is_refused_and_both_carts_stay()
    {
        var carts = await FilledAsync();
        await carts.ApplyAsync(_other, new AddLines(Widget, 1, 500m), Cancellation);

        var outOfIt = await carts.ApplyAsync(_id, new BeginMerge(new CartMerge(_other, MergeStrategy.Add)), Cancellation);
        var intoIt = await carts.ApplyAsync(
            _id, new MergeLines(_other, 1, MergeStrategy.Add, [new CartLine(Widget, 1, 500m)]), Cancellation);
        var ofNothing = await carts.ApplyAsync(_id, new MergeLines(_other, 1, MergeStrategy.Add, []), Cancellation);

        Assert.Equal((CartStatus.CurrencyMismatch, CartStatus.CurrencyMismatch, CartStatus.Ok), (outOfIt.Status, intoIt.Status, ofNothing.Status));
        Assert.Equal((CartState.Open, 4), ((await carts.GetAsync(_id, Cancellation)) is var cart ? (cart.State, cart.Count) : default));
        Assert.Equal(CartState.Open, (await carts.GetAsync(_other, Cancellation)).State);
    }

    [Fact]
    public async Task A_sign_in_leaves_a_cart_alone_that_cannot_be_merged_for_its_currency()
    {
        var carts = await FilledAsync();
        await using var services = CartServices.Of(new CartOptions { Currency = "JPY" }, carts);
        var session = services.GetRequiredService<InMemoryCartSession>();
        await services.GetRequiredService<IUserCarts>().ClaimActiveAsync("bob", _id, cancellationToken: Cancellation);
        await carts.ApplyAsync(_other, new AddLines(Gadget, 2, 300m), Cancellation);
        await session.SetAsync(_other, cancellationToken: Cancellation);

        var signedIn = await services.CreateScope().ServiceProvider.GetRequiredService<ShoppingCart>().SignInAsync("bob", cancellationToken: Cancellation);

        Assert.Equal((SignInOutcome.LeftAlone, "currency_mismatch"), (signedIn.Outcome, Assert.Single(signedIn.Warnings).Code));
        Assert.Equal((2, CartState.Open), await carts.GetAsync(_other, Cancellation) is var guest ? (guest.Count, guest.State) : default);
        Assert.Equal(4, (await carts.GetAsync(_id, Cancellation)).Count);
    }

    [Fact]
    public async Task An_empty_cart_of_another_currency_can_be_merged_and_merged_into()
    {
        var carts = await FilledAsync();
        await carts.ApplyAsync(_id, new ClearLines(), Cancellation);
        var merge = new BeginMerge(new CartMerge(_other, MergeStrategy.Add)) { EvenIfEmpty = true };
        var begun = await carts.ApplyAsync(_id, merge, Cancellation);
        Assert.Equal(CartStatus.Ok, begun.Status);
        await carts.ApplyAsync(_id, new AbandonMerge(_other, begun.Version), Cancellation);

        var into = await carts.ApplyAsync(
            _id, new MergeLines(_other, 1, MergeStrategy.Add, [new CartLine(Widget, 1, 500m)]), Cancellation);
        Assert.Equal((CartStatus.Ok, "JPY"), (into.Status, (await carts.GetAsync(_id, Cancellation)).Currency.Code));

        await carts.ApplyAsync(_id, new ClearLines(), Cancellation);
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, merge, Cancellation)).Status);
    }

    [Fact]
    public async Task A_cart_of_another_currency_is_checked_out_in_its_own()
    {
        var carts = await FilledAsync();

        var begun = await carts.ApplyAsync(_id, new BeginCheckout(TimeSpan.FromSeconds(15)), Cancellation);

        Assert.Equal((CartStatus.Ok, "USD"), (begun.Status, begun.Snapshot!.Currency.Code));
    }

    private static Dictionary<string, CartMutation> Removals() => new()
    {
        ["remove"] = new RemoveLine(Widget),
        ["clear"] = new ClearLines(),
        ["fewer"] = new AdjustLine(Widget, -1),
        ["none left"] = new AdjustLine(Widget, -3),
        ["set fewer"] = new SetLines(Widget, 2),
        ["set the same"] = new SetLines(Widget, 3),
        ["set none"] = new SetLines(Widget, 0),
        ["set none at a price"] = new SetLines(Widget, 0, 500m),
        ["set all to none"] = new SetLines(new LineAssignment(Widget, 0), new LineAssignment(Gadget, 0)),
        ["no discount"] = new RemoveDiscount(),
        ["no shipping"] = new SelectShipping(null),
        ["bind"] = new BindUser("alice"),
        ["unbind"] = new BindUser(null),
    };

    private static Dictionary<string, CartMutation> Additions() => new()
    {
        ["add"] = new AddLines(Widget, 1, 500m),
        ["add another"] = new AddLines(new ProductKey(9, 9), 1, 500m),
        ["more"] = new AdjustLine(Widget, 1),
        ["more of what is not there"] = new AdjustLine(new ProductKey(9, 9), 1),
        ["set more"] = new SetLines(Widget, 4),
        ["set a price"] = new SetLines(Widget, null, 500m),
        ["set fewer at a price"] = new SetLines(Widget, 1, 500m),
        ["set another"] = new SetLines(new ProductKey(9, 9), 1, 500m) { CreateMissing = true },
        ["set fewer and more"] = new SetLines(new LineAssignment(Widget, 1), new LineAssignment(Gadget, 2)),
        ["set fewer with a discount"] = new SetLines(Widget, 1) { DiscountCode = "OTHER" },
        ["discount"] = new ApplyDiscount("OTHER") { Replace = true },
        ["shipping"] = new SelectShipping("express"),
    };

    // At version 4: three widgets at 5.25 and a gadget at 2.50, in USD, in a shop that sells in JPY.
    private async Task<ICartStore> FilledAsync()
    {
        var options = new CartOptions();
        var dollars = await CreateAsync(options, TimeProvider.System);
        await dollars.ApplyAsync(_id, new AddLines(new CartLine(Widget, 3, 5.25m), new CartLine(Gadget, 1, 2.50m)), Cancellation);
        await dollars.ApplyAsync(_id, new ApplyDiscount("TEN"), Cancellation);
        await dollars.ApplyAsync(_id, new SelectShipping("standard"), Cancellation);
        await dollars.ApplyAsync(_id, new BindUser("bob"), Cancellation);
        return await ReopenAsync(options, "JPY");
    }
}
