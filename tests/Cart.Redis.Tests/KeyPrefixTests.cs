using Cart.Engine;
using Microsoft.Extensions.Options;

namespace Cart.Redis.Tests;

/// <summary>Two shops on one Redis with different prefixes share nothing.</summary>
[Collection(AccessListTests.Turn)]
public sealed class KeyPrefixTests
{
    private static readonly AddLines Add = new(new ProductKey(7, 42), 1, 1m);
    private static readonly IOptions<CartOptions> CartDefaults = Options.Create(new CartOptions());

    private readonly CartKeys _one = new("one-" + Guid.NewGuid().ToString("N")[..8]);
    private readonly CartKeys _two = new("two-" + Guid.NewGuid().ToString("N")[..8]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cart_and_its_changes_are_seen_by_its_shop_only()
    {
        var connection = await TestRedis.ConnectionAsync();
        var (one, two) = (
            new RedisCartStore(RedisLink.Of(connection), CartDefaults, TimeProvider.System, _one),
            new RedisCartStore(RedisLink.Of(connection), CartDefaults, TimeProvider.System, _two));
        var (cart, told, wrongly) = (CartId.New(), new TaskCompletionSource(), false);
        await using var theirs = await new RedisCartWatch(RedisLink.Of(connection), CartDefaults, TimeProvider.System, _two)
            .WatchAsync(cart, () => wrongly = true, Cancellation);
        await using var own = await new RedisCartWatch(RedisLink.Of(connection), CartDefaults, TimeProvider.System, _one)
            .WatchAsync(cart, () => told.TrySetResult(), Cancellation);

        await one.ApplyAsync(cart, Add, Cancellation);
        await told.Task.WaitAsync(Cancellation);

        Assert.Equal((1, 0, false), ((await one.GetAsync(cart, Cancellation)).Count, (await two.GetAsync(cart, Cancellation)).Count, wrongly));
    }

    [Fact]
    public async Task A_user_has_a_cart_in_each_shop()
    {
        var connection = await TestRedis.ConnectionAsync();
        var (one, two) = (
            new RedisUserCarts(RedisLink.Of(connection), CartDefaults, _one),
            new RedisUserCarts(RedisLink.Of(connection), CartDefaults, _two));
        var (first, second) = (CartId.New(), CartId.New());

        await one.ClaimActiveAsync("1", first, cancellationToken: Cancellation);
        Assert.Null(await two.FindActiveAsync("1", Cancellation));
        await two.ClaimActiveAsync("1", second, cancellationToken: Cancellation);

        Assert.Equal((first, second), (await one.FindActiveAsync("1", Cancellation), await two.FindActiveAsync("1", Cancellation)));
        Assert.Equal([first], await one.ListAsync("1", Cancellation));
    }

    [Fact]
    public async Task Discounts_of_one_name_have_a_gate_in_each_shop()
    {
        var connection = await TestRedis.ConnectionAsync();
        var (one, two) = (new RedisDiscountGate(RedisLink.Of(connection), _one), new RedisDiscountGate(RedisLink.Of(connection), _two));
        var discount = new Discount { Code = DiscountCode.Parse("TEN"), Value = 10m, MaxUses = 1 };
        await one.StoreAsync(discount, Cancellation);
        Assert.Null(await two.FindAsync(discount.Code, Cancellation));
        await two.StoreAsync(discount, Cancellation);

        var taken = await one.ReserveAsync(discount.Code, OrderId.New(TimeProvider.System), Cancellation);
        var again = await one.ReserveAsync(discount.Code, OrderId.New(TimeProvider.System), Cancellation);
        var other = await two.ReserveAsync(discount.Code, OrderId.New(TimeProvider.System), Cancellation);

        Assert.NotEqual(taken, again);
        Assert.Equal(taken, other);
    }

    [Fact]
    public async Task Lists_deletes_and_sweeps_are_those_of_one_shop()
    {
        var connection = await TestRedis.ConnectionAsync();
        var (one, two) = (
            new RedisCartDirectory(RedisLink.Of(connection), CartDefaults, TimeProvider.System, _one),
            new RedisCartDirectory(RedisLink.Of(connection), CartDefaults, TimeProvider.System, _two));
        var (carts, cart) = (new RedisCartStore(RedisLink.Of(connection), CartDefaults, TimeProvider.System, _one), CartId.New());
        await carts.ApplyAsync(cart, Add, Cancellation);

        Assert.Equal((cart, 0), (Assert.Single(await AllAsync(one)).Id, (await AllAsync(two)).Count));
        Assert.False(await two.DeleteAsync((await AllAsync(one))[0], Cancellation));
        Assert.True(await one.TakeTurnAsync(TimeSpan.FromSeconds(5), Cancellation));
        Assert.True(await two.TakeTurnAsync(TimeSpan.FromSeconds(5), Cancellation));
        Assert.Equal(1, (await carts.GetAsync(cart, Cancellation)).Count);
    }

    [Fact]
    public void Every_key_begins_with_the_prefix()
    {
        string[] keys =
        [
            _one.Cart(CartId.New()).ToString(), _one.UserCarts("a").ToString(), _one.Discount(DiscountCode.Parse("A")).ToString(),
            _one.DiscountReservations(DiscountCode.Parse("A")).ToString(), _one.Turn.ToString(), _one.OrderStore.ToString(), _one.Probe(Guid.Empty).ToString(),
            _one.Changes(CartId.New()).ToString(),
        ];

        Assert.All(keys, key => Assert.StartsWith(_one.Prefix, key, StringComparison.Ordinal));
        Assert.True(CartId.TryParse("0f1e2d3c4b5a49788796a5b4c3d2e1f0", out var cart));
        Assert.Equal("cart:{0f1e2d3c4b5a49788796a5b4c3d2e1f0}", CartKeys.Default.Cart(cart).ToString());
    }

    private static async Task<List<CartSummary>> AllAsync(RedisCartDirectory directory)
    {
        List<CartSummary> carts = [];
        string? cursor = null;
        do
        {
            var page = await directory.ListAsync(cursor, 1000, Cancellation);
            carts.AddRange(page.Carts);
            cursor = page.Next;
        }
        while (cursor is not null);

        return carts;
    }
}
