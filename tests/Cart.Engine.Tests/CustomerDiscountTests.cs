using Cart.Testing;

namespace Cart.Engine.Tests;

public sealed class CustomerDiscountTests
{
    private static readonly ProductKey Mug = new(7, 42);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_discount_for_each_customer_is_refused_to_a_guest_and_to_who_has_used_it()
    {
        using var host = new FacadeHost();
        var discounts = host.Get<DiscountService>();
        await discounts.CreateAsync(new Discount { Code = DiscountCode.Parse("ONCE"), Value = 10, MaxUsesPerCustomer = 1 }, Cancellation);

        var guest = await FilledAsync(host, null);
        var refused = await Assert.ThrowsAsync<InvalidDiscountException>(() => guest.ApplyDiscountAsync("once", cancellationToken: Cancellation));
        Assert.Equal("discount_sign_in_required", refused.Code);

        var alice = await FilledAsync(host, "alice");
        Assert.Equal("ONCE", await alice.ApplyDiscountAsync("once", cancellationToken: Cancellation));
        var placed = await alice.CheckoutAsync(cancellationToken: Cancellation);
        Assert.Equal(8.99m, placed.Totals.Total);

        var again = await FilledAsync(host, "alice");
        refused = await Assert.ThrowsAsync<InvalidDiscountException>(() => again.ApplyDiscountAsync("once", cancellationToken: Cancellation));
        Assert.Equal("discount_customer_limit", refused.Code);

        Assert.True(await discounts.ReturnAsync(placed.Id, Cancellation));
        Assert.False(await discounts.ReturnAsync(placed.Id, Cancellation));
        Assert.Equal("ONCE", await again.ApplyDiscountAsync("once", cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void A_limit_for_each_customer_has_bounds(int limit)
    {
        var input = new DiscountInput { Code = "ONCE", Value = 10, MaxUsesPerCustomer = limit };

        Assert.Equal("max_uses_per_customer", Assert.Single(input.Read(out _)).Field);
    }

    [Fact]
    public async Task A_shopper_is_led_to_the_cart_that_took_over_what_an_ordered_one_held_beyond_its_order()
    {
        using var host = new FacadeHost();
        var session = new InMemoryCartSession();
        var cart = host.Request(session);
        await cart.AddAsync(Mug, 9.99m, cancellationToken: Cancellation);
        var (id, carts, successor) = ((await session.FindAsync(Cancellation))!.Value, host.Get<ICartStore>(), CartId.New());
        await carts.ApplyAsync(successor, new AddLines(new ProductKey(7, 43), 2, 5m), Cancellation);
        var begun = await carts.ApplyAsync(id, new BeginCheckout(TimeSpan.FromSeconds(15)), Cancellation);
        var finish = new FinishCheckout(begun.Snapshot!.Fence, OrderId.New(TimeProvider.System)) { Successor = successor };
        await carts.ApplyAsync(id, finish, Cancellation);

        Assert.Equal(2, await host.Request(session).CountAsync(Cancellation));
        await host.Request(session).AddAsync(Mug, 9.99m, cancellationToken: Cancellation);

        Assert.Equal(3, (await carts.GetAsync(successor, Cancellation)).Count);
        Assert.Equal(successor, await session.FindAsync(Cancellation));
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_is_not_told_as_nothing_changed()
    {
        var orders = new UnreadableOrderStore(new InMemoryOrderStore(new InMemoryDiscountStore(), TimeProvider.System));
        var engine = CartServices.Engine(orders: orders);
        var cart = CartId.New();
        await engine.ApplyAsync(cart, new AddLines(Mug, 1, 9.99m), Cancellation);
        await engine.CheckoutAsync(cart, cancellationToken: Cancellation);

        var fault = await Assert.ThrowsAsync<CartUnavailableException>(() => engine.CheckoutAsync(cart, cancellationToken: Cancellation));

        Assert.True(fault.OutcomeUnknown);
    }

    private static async Task<ShoppingCart> FilledAsync(FacadeHost host, string? user)
    {
        var cart = host.Request(new InMemoryCartSession { UserId = user });
        await cart.AddAsync(Mug, 9.99m, cancellationToken: Cancellation);
        return cart;
    }

    private sealed class UnreadableOrderStore(IOrderStore orders) : DelegatingOrderStore(orders)
    {
        public override ValueTask<Order?> GetAsync(OrderId id, CancellationToken cancellationToken = default) =>
            throw new CartUnavailableException("Away.", outcomeUnknown: false);
    }
}
