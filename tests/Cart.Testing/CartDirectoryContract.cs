using Cart.Engine;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Testing;

/// <summary>What every <see cref="ICartDirectory"/> does, also when its store holds the carts of other tests.</summary>
public abstract class CartDirectoryContract
{
    private static readonly ProductKey Mug = new(7, "42");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<(ICartStore Carts, ICartDirectory Directory)> CreateAsync(TimeProvider time);

    [Fact]
    public async Task Every_cart_is_listed_page_by_page()
    {
        var (carts, directory) = await CreateAsync(_time);
        var made = new HashSet<CartId>();
        for (var i = 0; i < 250; i++)
        {
            made.Add(await MakeAsync(carts));
        }

        var listed = new HashSet<CartId>();
        var pages = 0;
        string? cursor = null;
        do
        {
            var page = await directory.ListAsync(cursor, 50, Cancellation);
            listed.UnionWith(page.Carts.Select(static cart => cart.Id));
            cursor = page.Next;
            pages++;
        }
        while (cursor is not null);

        Assert.Superset(made, listed);
        Assert.True(pages > 1);
    }

    [Fact]
    public async Task A_cart_is_listed_with_its_state_owner_counts_and_times()
    {
        var (carts, directory) = await CreateAsync(_time);
        var id = await MakeAsync(carts, 3);
        _time.Advance(TimeSpan.FromDays(2));
        await carts.ApplyAsync(id, new BindUser("alice"), Cancellation);

        var cart = Assert.IsType<CartSummary>(await FindAsync(directory, id));

        Assert.Equal(
            new CartSummary
            {
                Id = id,
                State = CartState.Open,
                Version = 2,
                UserId = "alice",
                UniqueCount = 1,
                Count = 3,
                CreatedAt = _time.Start,
                ChangedAt = _time.Start + TimeSpan.FromDays(2),
            },
            cart);
    }

    [Fact]
    public async Task A_cart_that_did_not_change_is_deleted_once()
    {
        var (carts, directory) = await CreateAsync(_time);
        var id = await MakeAsync(carts);
        var seen = await FindAsync(directory, id);

        Assert.True(await directory.DeleteAsync(seen!, Cancellation));

        Assert.False(await directory.DeleteAsync(seen!, Cancellation));
        Assert.Equal((false, 2), (await carts.GetAsync(id, Cancellation)) is var gone ? (gone.Exists, gone.Version) : default);
        Assert.Null(await FindAsync(directory, id));
    }

    [Fact]
    public async Task A_cart_that_changed_since_it_was_seen_is_left_alone()
    {
        var (carts, directory) = await CreateAsync(_time);
        var id = await MakeAsync(carts);
        var seen = await FindAsync(directory, id);
        await carts.ApplyAsync(id, new AddLines([new(Mug, 1, 1m)]), Cancellation);

        Assert.False(await directory.DeleteAsync(seen!, Cancellation));

        Assert.Equal(2, (await carts.GetAsync(id, Cancellation)).Count);
    }

    [Fact]
    public async Task A_deleted_cart_is_never_created_again()
    {
        var (carts, directory) = await CreateAsync(_time);
        var id = await MakeAsync(carts);
        var seen = await FindAsync(directory, id);
        await directory.DeleteAsync(seen!, Cancellation);

        var add = await carts.ApplyAsync(id, new AddLines([new(Mug, 5, 1m)]), Cancellation);
        var checkout = await carts.ApplyAsync(id, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);

        Assert.Equal((CartStatus.CartNotFound, 2), (add.Status, add.Version));
        Assert.Equal(CartStatus.CartNotFound, checkout.Status);
        Assert.Equal(0, (await carts.GetAsync(id, Cancellation)).Count);
    }

    [Fact]
    public async Task A_cart_on_its_way_to_an_order_is_left_alone_and_its_tombstone_is_not()
    {
        var (carts, directory) = await CreateAsync(_time);
        var id = await MakeAsync(carts);
        var begun = await carts.ApplyAsync(id, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);
        var frozen = await FindAsync(directory, id);

        Assert.Equal(CartState.CheckingOut, frozen!.State);
        Assert.False(await directory.DeleteAsync(frozen, Cancellation));

        await carts.ApplyAsync(id, new FinishCheckout(begun.Snapshot!.Fence, OrderId.New(_time)), Cancellation);
        var tombstone = await FindAsync(directory, id);
        Assert.Equal((CartState.Ordered, 0, 0L), (tombstone!.State, tombstone.UniqueCount, tombstone.Count));
        Assert.True(await directory.DeleteAsync(tombstone, Cancellation));
        Assert.Equal(0, (await carts.GetAsync(id, Cancellation)).Version);
    }

    [Fact]
    public async Task A_cart_on_its_way_into_another_is_left_alone()
    {
        var (carts, directory) = await CreateAsync(_time);
        var id = await MakeAsync(carts);
        await carts.ApplyAsync(id, new BeginMerge(new CartMerge(CartId.New(), MergeStrategy.Add)), Cancellation);
        var sealedCart = await FindAsync(directory, id);

        Assert.Equal(CartState.Merging, sealedCart!.State);
        Assert.False(await directory.DeleteAsync(sealedCart, Cancellation));
        Assert.Equal(1, (await carts.GetAsync(id, Cancellation)).Count);
    }

    [Fact]
    public async Task A_cart_is_marked_as_abandoned_once_until_it_changes_and_is_otherwise_as_before()
    {
        var (carts, directory) = await CreateAsync(_time);
        var id = await MakeAsync(carts);
        var before = await carts.GetAsync(id, Cancellation);
        var seen = await FindAsync(directory, id);

        var marked = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await directory.MarkAbandonedAsync(seen!, Cancellation)));

        Assert.Single(marked, true);
        Assert.Equal(seen! with { IsAbandoned = true }, await FindAsync(directory, id));
        Assert.Equivalent(before, await carts.GetAsync(id, Cancellation), strict: true);

        await carts.ApplyAsync(id, new AddLines([new(Mug, 1, 1m)]), Cancellation);
        var changed = await FindAsync(directory, id);
        Assert.False(changed!.IsAbandoned);
        Assert.False(await directory.MarkAbandonedAsync(seen, Cancellation));
        Assert.True(await directory.MarkAbandonedAsync(changed, Cancellation));
    }

    [Fact]
    public async Task A_deleted_cart_is_not_marked()
    {
        var (carts, directory) = await CreateAsync(_time);
        var id = await MakeAsync(carts);
        var seen = await FindAsync(directory, id);
        Assert.True(await directory.MarkAbandonedAsync(seen!, Cancellation));
        await directory.DeleteAsync(seen!, Cancellation);
        Assert.False(await directory.MarkAbandonedAsync(seen!, Cancellation));
    }

    [Fact]
    public async Task A_cart_without_lines_or_that_takes_no_changes_is_not_marked()
    {
        var (carts, directory) = await CreateAsync(_time);
        var (empty, frozen) = (await MakeAsync(carts), await MakeAsync(carts));
        await carts.ApplyAsync(empty, new ClearLines(), Cancellation);
        await carts.ApplyAsync(frozen, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);

        Assert.False(await directory.MarkAbandonedAsync((await FindAsync(directory, empty))!, Cancellation));
        Assert.False(await directory.MarkAbandonedAsync((await FindAsync(directory, frozen))!, Cancellation));
    }

    [Fact]
    public async Task The_turn_is_one_callers_until_it_ends()
    {
        var (_, directory) = await CreateAsync(_time);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await directory.TakeTurnAsync(TimeSpan.FromSeconds(1), Cancellation)));

        Assert.Single(taken, true);
        _time.Advance(TimeSpan.FromSeconds(1));
        while (!await directory.TakeTurnAsync(TimeSpan.FromSeconds(1), Cancellation))
        {
            // A server has its own clock, and is asked until it agrees.
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("a.b")]
    [InlineData("a.1.2")]
    public async Task A_cursor_that_no_page_named_is_refused(string cursor)
    {
        var (_, directory) = await CreateAsync(_time);

        await Assert.ThrowsAsync<ArgumentException>(async () => await directory.ListAsync(cursor, 10, Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task A_limit_out_of_range_is_refused(int limit)
    {
        var (_, directory) = await CreateAsync(_time);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await directory.ListAsync(null, limit, Cancellation));
    }

    private static async Task<CartId> MakeAsync(ICartStore carts, int quantity = 1)
    {
        var id = CartId.New();
        await carts.ApplyAsync(id, new AddLines([new(Mug, quantity, 1m)]), Cancellation);
        return id;
    }

    private static async Task<CartSummary?> FindAsync(ICartDirectory directory, CartId id)
    {
        string? cursor = null;
        do
        {
            var page = await directory.ListAsync(cursor, 1000, Cancellation);
            if (page.Carts.FirstOrDefault(cart => cart.Id == id) is { } found)
            {
                return found;
            }

            cursor = page.Next;
        }
        while (cursor is not null);

        return null;
    }
}
