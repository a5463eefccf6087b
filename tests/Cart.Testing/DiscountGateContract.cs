using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Testing;

/// <summary>What every <see cref="IDiscountGate"/> that several processes share does.</summary>
public abstract class DiscountGateContract
{
    private readonly Discount _discount = new()
    {
        Code = DiscountCode.Parse($"Gate | {Guid.NewGuid():N}"),
        Type = DiscountType.Fixed,
        Value = 12.30m,
        MinCartValue = 0.01m,
        MaxUses = 3,
        ValidFrom = DateTimeOffset.UnixEpoch,
        Granted = 1,
        Revision = 4,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<IDiscountGate> CreateAsync();

    [Fact]
    public async Task A_discount_is_cached_exactly_and_forgotten()
    {
        var gate = await CreateAsync();
        Assert.Null(await gate.FindAsync(_discount.Code, Cancellation));
        Assert.Equal(DiscountAdmission.NotCached, await gate.ReserveAsync(_discount.Code, NewOrder(), Cancellation));

        await gate.StoreAsync(_discount, Cancellation);
        Assert.Equal(_discount, await gate.FindAsync(_discount.Code, Cancellation));
        await gate.ForgetAsync(_discount.Code, Cancellation);
        Assert.Null(await gate.FindAsync(_discount.Code, Cancellation));
    }

    [Fact]
    public async Task An_older_definition_replaces_none_and_counts_only_grow()
    {
        var gate = await CreateAsync();
        await gate.StoreAsync(_discount with { Granted = 2 }, Cancellation);

        await gate.StoreAsync(_discount with { Revision = 3, Value = 1, Returned = 1 }, Cancellation);

        Assert.Equal(_discount with { Granted = 2, Returned = 1 }, await gate.FindAsync(_discount.Code, Cancellation));
    }

    [Fact]
    public async Task Of_many_at_once_only_as_many_are_admitted_as_uses_are_left()
    {
        var gate = await CreateAsync();
        await gate.StoreAsync(_discount with { MaxUses = 11 }, Cancellation);

        var orders = Enumerable.Range(0, 40).Select(_ => NewOrder()).ToArray();
        var admissions = await Task.WhenAll(orders.Select(order => gate.ReserveAsync(_discount.Code, order, Cancellation).AsTask()));
        var winners = orders.Zip(admissions).Where(pair => pair.Second is DiscountAdmission.Admitted).Select(pair => pair.First).ToArray();

        Assert.Equal(10, winners.Length);
        Assert.All(winners, winner => Assert.Equal(DiscountAdmission.Admitted, gate.ReserveAsync(_discount.Code, winner, Cancellation).AsTask().Result));
        await gate.EndAsync(_discount.Code, winners[0], new DiscountUses(2, 0), Cancellation);
        await gate.EndAsync(_discount.Code, winners[0], new DiscountUses(2, 0), Cancellation);
        Assert.Equal(DiscountAdmission.Exhausted, await gate.ReserveAsync(_discount.Code, NewOrder(), Cancellation));
        await gate.EndAsync(_discount.Code, winners[1], null, Cancellation);
        Assert.Equal(DiscountAdmission.Admitted, await gate.ReserveAsync(_discount.Code, NewOrder(), Cancellation));
        Assert.Equal(2, (await gate.FindAsync(_discount.Code, Cancellation))!.Granted);
    }

    [Fact]
    public async Task A_count_that_comes_late_or_twice_is_not_counted_again()
    {
        var gate = await CreateAsync();
        var (first, second) = (NewOrder(), NewOrder());
        await gate.StoreAsync(_discount, Cancellation);
        await gate.ReserveAsync(_discount.Code, first, Cancellation);
        await gate.ReserveAsync(_discount.Code, second, Cancellation);
        await gate.EndAsync(_discount.Code, second, new DiscountUses(3, 0), Cancellation);

        await gate.EndAsync(_discount.Code, first, new DiscountUses(2, 0), Cancellation);
        await gate.EndAsync(_discount.Code, first, new DiscountUses(2, 0), Cancellation);

        Assert.Equal(3, (await gate.FindAsync(_discount.Code, Cancellation))!.Granted);
        await gate.ForgetAsync(_discount.Code, Cancellation);
        await gate.EndAsync(_discount.Code, first, new DiscountUses(2, 0), Cancellation);
        Assert.Null(await gate.FindAsync(_discount.Code, Cancellation));
    }

    [Fact]
    public async Task Without_a_limit_all_are_admitted_and_none_is_counted()
    {
        var gate = await CreateAsync();
        await gate.StoreAsync(_discount with { MaxUses = null }, Cancellation);

        for (var i = 0; i < 5; i++)
        {
            var order = NewOrder();
            Assert.Equal(DiscountAdmission.Admitted, await gate.ReserveAsync(_discount.Code, order, Cancellation));
            await gate.EndAsync(_discount.Code, order, new DiscountUses(1, 0), Cancellation);
        }

        Assert.Equal(1, (await gate.FindAsync(_discount.Code, Cancellation))!.Granted);
    }

    [Fact]
    public async Task A_gate_that_counts_too_much_refuses_no_order_that_the_store_would_take()
    {
        var (gate, discounts) = (await CreateAsync(), new InMemoryDiscountStore());
        var orders = new InMemoryOrderStore(discounts, TimeProvider.System);
        await using var host = CartServices.Of(orders: orders, discounts: discounts, gate: gate);
        using var scope = host.CreateScope();
        var cart = scope.ServiceProvider.GetRequiredService<ShoppingCart>();
        await discounts.CreateAsync(_discount with { Granted = 0, MaxUses = 1 }, Cancellation);
        await cart.AddAsync(new ProductKey(7, 42), 20m, cancellationToken: Cancellation);
        await cart.ApplyDiscountAsync(_discount.Code.Text, cancellationToken: Cancellation);
        await gate.ReserveAsync(_discount.Code, NewOrder(), Cancellation);
        Assert.Equal(DiscountAdmission.Exhausted, await gate.ReserveAsync(_discount.Code, NewOrder(), Cancellation));

        var placed = await cart.TryCheckoutAsync(cancellationToken: Cancellation);

        Assert.Equal(("placed", 7.70m), (placed.Outcome, placed.Order!.Totals.Total));
    }

    private static OrderId NewOrder() => OrderId.New(TimeProvider.System);
}
