using Cart.Engine;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Testing;

/// <summary>What every <see cref="ICartStore"/> does with what a cart has beside its lines: user, discount, shipping option.</summary>
public abstract class CartFieldContract
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly CartId _id = CartId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time);

    [Fact]
    public async Task A_user_is_bound_and_unbound()
    {
        var carts = await CreateAsync();

        await carts.ApplyAsync(_id, new BindUser("алиса | 7"), Cancellation);
        Assert.Equal("алиса | 7", (await carts.GetAsync(_id, Cancellation)).UserId);
        await carts.ApplyAsync(_id, new BindUser(null), Cancellation);
        Assert.Null((await carts.GetAsync(_id, Cancellation)).UserId);
    }

    [Fact]
    public async Task A_cart_that_belongs_to_a_user_is_none_for_anyone_else()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 5m) { Shopper = new Shopper(null) }, Cancellation);
        await carts.ApplyAsync(_id, new BindUser("alice@example.org") { Shopper = new Shopper("alice@example.org") }, Cancellation);

        foreach (var stranger in new[] { null, "bob", "" })
        {
            var refused = await carts.ApplyAsync(
                _id, new AddLines(Widget, 1, 5m) { Shopper = new Shopper(stranger), MustExist = true, ExpectedVersion = 2 }, Cancellation);
            Assert.Equal((CartStatus.CartNotFound, 0), (refused.Status, refused.Version));
        }

        var owner = new Shopper("alice@example.org");
        Assert.Equal(CartStatus.VersionMismatch, (await carts.ApplyAsync(_id, new ClearLines { Shopper = owner, ExpectedVersion = 1 }, Cancellation)).Status);
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, new ClearLines { Shopper = owner, ExpectedVersion = 2 }, Cancellation)).Status);
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, new AddLines(Widget, 1, 5m), Cancellation)).Status);
    }

    [Fact]
    public async Task A_discount_is_applied_and_removed()
    {
        var carts = await CreateAsync();

        var applied = await carts.ApplyAsync(_id, new ApplyDiscount("Summer | 25 ☀"), Cancellation);
        Assert.Equal((CartStatus.Ok, 1), (applied.Status, applied.Version));
        Assert.Equal("Summer | 25 ☀", (await carts.GetAsync(_id, Cancellation)).DiscountCodes.FirstOrDefault());

        await carts.ApplyAsync(_id, new RemoveDiscount(), Cancellation);
        await carts.ApplyAsync(_id, new RemoveDiscount(), Cancellation);
        Assert.Null((await carts.GetAsync(_id, Cancellation)).DiscountCodes.FirstOrDefault());
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, new ApplyDiscount("WINTER"), Cancellation)).Status);
    }

    [Fact]
    public async Task Of_four_codes_applied_at_once_one_wins_and_three_are_told_so()
    {
        var carts = await CreateAsync();
        for (var round = 0; round < 20; round++)
        {
            var id = CartId.New();
            string[] codes = ["SAVE1", "SAVE2", "SAVE3", "SAVE4"];

            var results = await Task.WhenAll(codes.Select(code => carts.ApplyAsync(id, new ApplyDiscount(code), Cancellation).AsTask()));

            var winner = Assert.Single(codes.Zip(results), pair => pair.Second.Status == CartStatus.Ok).First;
            Assert.Equal(3, results.Count(result => result.Status == CartStatus.DiscountApplied));
            Assert.Equal(winner, (await carts.GetAsync(id, Cancellation)).DiscountCodes.FirstOrDefault());
        }
    }

    [Fact]
    public async Task A_discount_takes_the_place_of_another_only_on_request()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new ApplyDiscount("FIRST"), Cancellation);

        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, new ApplyDiscount("FIRST"), Cancellation)).Status);
        Assert.Equal(CartStatus.DiscountApplied, (await carts.ApplyAsync(_id, new ApplyDiscount("SECOND"), Cancellation)).Status);
        var other = new ApplyDiscount("SECOND") { InsteadOf = "ANOTHER" };
        Assert.Equal(CartStatus.DiscountApplied, (await carts.ApplyAsync(_id, other, Cancellation)).Status);
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, new ApplyDiscount("NEXT") { InsteadOf = "FIRST" }, Cancellation)).Status);
        Assert.Equal("NEXT", (await carts.GetAsync(_id, Cancellation)).DiscountCodes.FirstOrDefault());
        Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(_id, new ApplyDiscount("SECOND") { Replace = true }, Cancellation)).Status);
        Assert.Equal("SECOND", (await carts.GetAsync(_id, Cancellation)).DiscountCodes.FirstOrDefault());

        await carts.ApplyAsync(_id, new SetLines(Widget, 2, 5m) { CreateMissing = true, DiscountCode = "THIRD" }, Cancellation);
        Assert.Equal("THIRD", (await carts.GetAsync(_id, Cancellation)).DiscountCodes.FirstOrDefault());
        await carts.ApplyAsync(_id, new SetLines(Widget, 3), Cancellation);
        Assert.Equal("THIRD", (await carts.GetAsync(_id, Cancellation)).DiscountCodes.FirstOrDefault());
    }

    [Fact]
    public async Task A_shipping_option_is_selected_and_unselected()
    {
        var carts = await CreateAsync();

        await carts.ApplyAsync(_id, new SelectShipping("express"), Cancellation);
        await carts.ApplyAsync(_id, new SelectShipping("standard"), Cancellation);
        Assert.Equal("standard", (await carts.GetAsync(_id, Cancellation)).ShippingOptionId);

        await carts.ApplyAsync(_id, new SelectShipping(null), Cancellation);
        Assert.Null((await carts.GetAsync(_id, Cancellation)).ShippingOptionId);
    }

    [Fact]
    public async Task Removing_does_not_bring_a_cart_into_being()
    {
        var carts = await CreateAsync();

        foreach (CartMutation removal in new CartMutation[] { new RemoveDiscount(), new SelectShipping(null), new BindUser(null) })
        {
            Assert.Equal((CartStatus.Ok, 0), (await carts.ApplyAsync(_id, removal, Cancellation)) is var result ? (result.Status, result.Version) : default);
        }

        Assert.Null((await carts.GetAsync(_id, Cancellation)).CreatedAt);
    }

    [Fact]
    public async Task A_removal_that_names_an_operation_is_remembered_by_a_cart_without_lines()
    {
        var carts = await CreateAsync();
        foreach (CartMutation removal in new CartMutation[] { new RemoveDiscount(), new SelectShipping(null) })
        {
            var (id, named) = (CartId.New(), removal with { Operation = OperationId.New() });
            await carts.ApplyAsync(id, named, Cancellation);
            await carts.ApplyAsync(id, new ApplyDiscount("SAVE10"), Cancellation);
            await carts.ApplyAsync(id, new SelectShipping("express"), Cancellation);

            Assert.True((await carts.ApplyAsync(id, named, Cancellation)).Replayed);
            Assert.Equal(("SAVE10", "express"), await carts.GetAsync(id, Cancellation) is var cart ? (cart.DiscountCodes.FirstOrDefault(), cart.ShippingOptionId) : default);
        }
    }

    [Fact]
    public async Task A_change_that_starts_a_cart_begins_at_its_version_and_joins_only_one_that_is_new()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var carts = await CreateAsync(new CartOptions(), time);
        var start = new AddLines(Widget, 1, 5m) { StartsAt = 7, JoinsOnlyNew = true };

        Assert.Equal((CartStatus.Ok, 8L), await AnswerAsync(start));
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal((CartStatus.Ok, 9L), await AnswerAsync(start));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(CartStatus.CartNotFound, (await AnswerAsync(start)).Status);
        Assert.Equal((CartStatus.Ok, 10L), await AnswerAsync(start with { JoinsOnlyNew = false }));

        async Task<(CartStatus Status, long Version)> AnswerAsync(CartMutation mutation)
        {
            var result = await carts.ApplyAsync(_id, mutation, Cancellation);
            return (result.Status, result.Version);
        }
    }

    [Fact]
    public async Task Clearing_keeps_the_user_the_discount_and_the_shipping_option()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 2, 5m), Cancellation);
        await carts.ApplyAsync(_id, new BindUser("alice"), Cancellation);
        await carts.ApplyAsync(_id, new ApplyDiscount("SAVE10"), Cancellation);
        await carts.ApplyAsync(_id, new SelectShipping("express"), Cancellation);

        await carts.ApplyAsync(_id, new ClearLines(), Cancellation);

        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal((0, "alice", "SAVE10", "express"), (cart.Count, cart.UserId, cart.DiscountCodes.FirstOrDefault(), cart.ShippingOptionId));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("line\nbreak")]
    [InlineData("half \ud800")]
    [InlineData("123456789012345678901234567890123456789012345678901")]
    public void A_code_that_is_none_is_no_command(string code)
    {
        Assert.Throws<ArgumentException>(() => new ApplyDiscount(code));
        Assert.Throws<ArgumentException>(() => new SetLines(Widget, 1) { DiscountCode = code });
    }

    private Task<ICartStore> CreateAsync() => CreateAsync(new CartOptions(), TimeProvider.System);
}
