using Cart.Engine;

namespace Cart.Testing;

/// <summary>How often one customer can use a discount, on any pair of stores.</summary>
public abstract class CustomerLimitContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customer_gets_as_many_uses_as_one_may_and_no_more_however_many_ask_at_once()
    {
        var (discounts, orders) = await CreateAsync();
        var code = await CreateAsync(discounts, each: 3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(index =>
            Task.Run(async () => (User: $"user {index % 3}", Placement: await orders.PlaceAsync(DraftOf(code, $"user {index % 3}"), Token)))));

        foreach (var user in answers.GroupBy(answer => answer.User, answer => answer.Placement))
        {
            Assert.Equal(3, user.Count(placement => placement is Placement.Placed));
            Assert.Equal(17, user.Count(placement => placement is Placement.DiscountRefused { Error.Code: "discount_customer_limit" }));
            Assert.Equal(3, await discounts.CountUsesAsync(code, user.Key, Token));
        }

        Assert.Equal(9, (await discounts.FindAsync(code, Token))!.CurrentUses);
    }

    [Fact]
    public async Task Both_limits_hold_together()
    {
        var (discounts, orders) = await CreateAsync();
        var code = await CreateAsync(discounts, each: 2, most: 5);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(index =>
            Task.Run(async () => await orders.PlaceAsync(DraftOf(code, $"user {index % 8}"), Token))));

        Assert.Equal(5, answers.Count(placement => placement is Placement.Placed));
        Assert.All(answers, placement => Assert.True(
            placement is Placement.Placed or Placement.DiscountRefused { Error.Code: "discount_exhausted" or "discount_customer_limit" }));
        Assert.Equal(5, (await discounts.FindAsync(code, Token))!.CurrentUses);
    }

    [Fact]
    public async Task A_guest_cannot_use_a_discount_that_is_limited_for_each_customer()
    {
        var (discounts, orders) = await CreateAsync();
        var code = await CreateAsync(discounts, each: 1);

        Assert.Equal(
            new Placement.DiscountRefused(CartErrors.DiscountSignInRequired), await orders.PlaceAsync(DraftOf(code, null), Token));
    }

    [Fact]
    public async Task A_use_that_is_given_back_can_be_taken_again_and_is_given_back_once()
    {
        var (discounts, orders) = await CreateAsync();
        var code = await CreateAsync(discounts, each: 2, most: 2);
        var (first, second, third) = (DraftOf(code, "user"), DraftOf(code, "user"), DraftOf(code, "user"));
        await orders.PlaceAsync(first, Token);
        await orders.PlaceAsync(second, Token);
        Assert.IsType<Placement.DiscountRefused>(await orders.PlaceAsync(third, Token));

        Assert.Equal(new DiscountUses(2, 1), await orders.ReturnDiscountAsync(first.Id, Token));
        Assert.Null(await orders.ReturnDiscountAsync(first.Id, Token));
        Assert.Null(await orders.ReturnDiscountAsync(OrderId.New(TimeProvider.System), Token));

        Assert.Equal(1, await discounts.CountUsesAsync(code, "user", Token));
        Assert.IsType<Placement.Placed>(await orders.PlaceAsync(DraftOf(code, "user"), Token));
        Assert.IsType<Placement.DiscountRefused>(await orders.PlaceAsync(DraftOf(code, "user"), Token));
        Assert.Equal((3, 1), ((await discounts.FindAsync(code, Token))!.Granted, (await discounts.FindAsync(code, Token))!.Returned));
        Assert.NotNull(await orders.GetAsync(first.Id, Token));
    }

    [Fact]
    public async Task A_use_without_a_limit_is_given_back_too()
    {
        var (discounts, orders) = await CreateAsync();
        var code = await CreateAsync(discounts);
        var draft = DraftOf(code, "user");
        await orders.PlaceAsync(draft, Token);
        await orders.PlaceAsync(DraftOf(code, null), Token);

        Assert.NotNull(await orders.ReturnDiscountAsync(draft.Id, Token));

        var discount = (await discounts.FindAsync(code, Token))!;
        Assert.Equal((2, 1, 1), (discount.Granted, discount.Returned, discount.CurrentUses));
        Assert.Null(await discounts.UpdateAsync(discount with { MaxUses = 1 }, Token));
        Assert.Equal(1, (await discounts.FindAsync(code, Token))!.CurrentUses);
        Assert.IsType<Placement.DiscountRefused>(await orders.PlaceAsync(DraftOf(code, null), Token));
    }

    [Fact]
    public async Task An_anonymous_users_orders_stay_without_the_user()
    {
        var (discounts, orders) = await CreateAsync();
        var code = await CreateAsync(discounts, each: 2);
        var (user, other) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var (theirs, another) = (DraftOf(code, user), DraftOf(code, other));
        await orders.PlaceAsync(theirs, Token);
        await orders.PlaceAsync(another, Token);

        Assert.Equal(1, await orders.AnonymiseUserAsync(user, Token));
        Assert.Equal(0, await orders.AnonymiseUserAsync(user, Token));

        Assert.Empty(await orders.ListByUserAsync(user, cancellationToken: Token));
        var order = (await orders.GetAsync(theirs.Id, Token))!;
        Assert.Equal((null, theirs.Totals), (order.UserId, order.Totals));
        Assert.Equal(theirs.Cart.Lines, order.Lines);
        Assert.Equal(0, await discounts.CountUsesAsync(code, user, Token));
        Assert.Equal(another.Id, Assert.Single(await orders.ListByUserAsync(other, cancellationToken: Token)).Id);
        Assert.Equal(1, await discounts.CountUsesAsync(code, other, Token));
    }

    [Fact]
    public async Task The_definition_of_the_limit_is_kept()
    {
        var (discounts, _) = await CreateAsync();
        var code = await CreateAsync(discounts, each: 3);

        var created = (await discounts.FindAsync(code, Token))!;
        await discounts.UpdateAsync(created with { MaxUsesPerCustomer = 4 }, Token);

        Assert.Equal((3, 4), (created.MaxUsesPerCustomer, (await discounts.FindAsync(code, Token))!.MaxUsesPerCustomer));
        await discounts.UpdateAsync(created with { MaxUsesPerCustomer = null, Revision = 0 }, Token);
        Assert.Null((await discounts.FindAsync(code, Token))!.MaxUsesPerCustomer);
    }

    /// <summary>Returns stores that belong together. Tests share them.</summary>
    private protected abstract Task<(IDiscountStore Discounts, IOrderStore Orders)> CreateAsync();

    private static async Task<DiscountCode> CreateAsync(IDiscountStore discounts, int? each = null, long? most = null)
    {
        var discount = new Discount { Code = DiscountCode.Parse(Guid.NewGuid().ToString("N")), Value = 10, MaxUses = most, MaxUsesPerCustomer = each };
        Assert.Null(await discounts.CreateAsync(discount, Token));
        return discount.Code;
    }

    private static OrderDraft DraftOf(DiscountCode code, string? user) => OrderDrafts.Of(OrderDrafts.Cart(userId: user)) with { Discounts = [code] };
}
