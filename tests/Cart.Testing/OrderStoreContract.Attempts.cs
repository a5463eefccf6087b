using Cart.Engine;

namespace Cart.Testing;

/// <summary>A cart is ordered once, however many attempts there are, and an attempt that was settled never commits.</summary>
public abstract partial class OrderStoreContract
{
    private const int Crowd = 32;

    [Fact]
    public async Task A_second_placement_of_a_cart_answers_the_first_order()
    {
        var store = await CreateAsync();
        var first = OrderDrafts.Of(OrderDrafts.Cart(fence: 7));
        var second = OrderDrafts.Of(first.Cart with { Fence = 8 });
        var placed = Assert.IsType<Placement.Placed>(await store.PlaceAsync(first, Token));

        Assert.Equal(new Placement.AlreadyPlaced(first.Id), await store.PlaceAsync(second, Token));

        Assert.Null(await store.GetAsync(second.Id, Token));
        AssertIsOrderOf(first, placed.PlacedAt, await store.FindByCartAsync(first.Cart.Id, Token));
    }

    [Fact]
    public async Task A_second_placement_with_a_lower_fence_answers_the_first_order_too()
    {
        var store = await CreateAsync();
        var first = OrderDrafts.Of(OrderDrafts.Cart(fence: 7));
        await store.PlaceAsync(first, Token);

        Assert.Equal(new Placement.AlreadyPlaced(first.Id), await store.PlaceAsync(OrderDrafts.Of(first.Cart with { Fence = 6 }), Token));
    }

    [Fact]
    public async Task The_very_same_draft_sent_again_is_placed_once()
    {
        var store = await CreateAsync();
        var draft = OrderDrafts.Of(OrderDrafts.Cart());

        var first = Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token));
        var second = Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token));

        Assert.Equal(first, second);
        AssertIsOrderOf(draft, first.PlacedAt, await store.FindByCartAsync(draft.Cart.Id, Token));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public async Task An_attempt_that_was_settled_can_never_commit(long fence)
    {
        var store = await CreateAsync();
        var late = OrderDrafts.Of(OrderDrafts.Cart(fence: fence));

        Assert.Null(await store.SettleAsync(late.Cart.Id, 7, Token));

        Assert.Equal(new Placement.Fenced(7), await store.PlaceAsync(late, Token));
        Assert.Null(await store.GetAsync(late.Id, Token));
        Assert.Null(await store.FindByCartAsync(late.Cart.Id, Token));
    }

    [Fact]
    public async Task An_attempt_after_a_settled_one_commits()
    {
        var store = await CreateAsync();
        var draft = OrderDrafts.Of(OrderDrafts.Cart(fence: 8));
        await store.SettleAsync(draft.Cart.Id, 7, Token);

        Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token));
        Assert.NotNull(await store.GetAsync(draft.Id, Token));
    }

    [Fact]
    public async Task Settling_a_lower_fence_does_not_let_a_settled_one_in_again()
    {
        var store = await CreateAsync();
        var draft = OrderDrafts.Of(OrderDrafts.Cart(fence: 7));
        await store.SettleAsync(draft.Cart.Id, 9, Token);
        await store.SettleAsync(draft.Cart.Id, 3, Token);

        Assert.Equal(new Placement.Fenced(9), await store.PlaceAsync(draft, Token));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Settling_after_the_placement_answers_the_order(long fence)
    {
        var store = await CreateAsync();
        var draft = OrderDrafts.Of(OrderDrafts.Cart(fence: 7));
        var placed = Assert.IsType<Placement.Placed>(await store.PlaceAsync(draft, Token));

        Assert.Equal(draft.Id, await store.SettleAsync(draft.Cart.Id, fence, Token));

        AssertIsOrderOf(draft, placed.PlacedAt, await store.FindByCartAsync(draft.Cart.Id, Token));
    }

    [Fact]
    public async Task Many_placements_of_one_cart_at_once_end_in_one_order_and_everyone_is_told_the_same()
    {
        var store = await CreateAsync();
        var cart = OrderDrafts.Cart();
        OrderDraft[] drafts = [.. Enumerable.Range(1, Crowd).Select(fence => OrderDrafts.Of(cart with { Fence = fence }))];

        var answers = await Task.WhenAll(drafts.Select(draft => Task.Run(async () => await store.PlaceAsync(draft, Token))));

        var order = await store.FindByCartAsync(cart.Id, Token);
        Assert.NotNull(order);
        for (var index = 0; index < Crowd; index++)
        {
            Placement expected = drafts[index].Id == order.Id ? new Placement.Placed(order.PlacedAt) : new Placement.AlreadyPlaced(order.Id);
            Assert.Equal(expected, answers[index]);
            Assert.Equal(drafts[index].Id == order.Id, await store.GetAsync(drafts[index].Id, Token) is not null);
        }
    }

    [Fact]
    public async Task Placements_and_settlements_of_one_cart_at_once_agree()
    {
        var store = await CreateAsync();
        var cart = OrderDrafts.Cart();
        var draft = OrderDrafts.Of(cart with { Fence = Crowd });

        var placing = Task.Run(async () => await store.PlaceAsync(draft, Token), Token);
        var settled = await Task.WhenAll(Enumerable.Range(1, Crowd)
            .Select(fence => Task.Run(async () => (Fence: fence, Order: await store.SettleAsync(cart.Id, fence, Token)))));
        var placement = await placing;

        var order = await store.FindByCartAsync(cart.Id, Token);
        Assert.Equal(placement is Placement.Placed, order is not null);
        Assert.All(settled, answer => Assert.True(answer.Order is null || answer.Order == draft.Id));
        Assert.Equal(order?.Id, settled.Single(answer => answer.Fence == Crowd).Order);
    }

    [Fact]
    public async Task Many_placements_of_many_carts_at_once_are_all_placed()
    {
        var store = await CreateAsync();
        OrderDraft[] drafts = [.. Enumerable.Range(1, Crowd).Select(fence => OrderDrafts.Of(OrderDrafts.Cart(fence: fence)))];

        var answers = await Task.WhenAll(drafts.Select(draft => Task.Run(async () => await store.PlaceAsync(draft, Token))));

        for (var index = 0; index < Crowd; index++)
        {
            var placed = Assert.IsType<Placement.Placed>(answers[index]);
            AssertIsOrderOf(drafts[index], placed.PlacedAt, await store.FindByCartAsync(drafts[index].Cart.Id, Token));
        }
    }
}
