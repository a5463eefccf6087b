using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine.Tests;

public sealed class DiscountAtCommitTests
{
    private static readonly Discount Tenth = new() { Code = DiscountCode.Parse("Tenth"), Value = 10, MaxUses = 1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("discount_exhausted")]
    [InlineData("discount_inactive")]
    [InlineData("discount_not_found")]
    public async Task A_discount_that_the_order_store_refuses_opens_the_cart_again_and_says_why(string code)
    {
        var discounts = new InMemoryDiscountStore();
        await discounts.CreateAsync(Tenth, Token);
        var orders = new OvertakenOrderStore(new InMemoryOrderStore(discounts, TimeProvider.System), () => WithdrawAsync(discounts, code));
        using var host = CartServices.Of(orders: orders, discounts: discounts);
        var (engine, carts, id) = (host.GetRequiredService<CartEngine>(), host.GetRequiredService<ICartStore>(), CartId.New());
        await engine.ApplyAsync(id, new AddLines(new CartLine(new ProductKey(7, 42), 1, 10m)), Token);
        await engine.ApplyAsync(id, new ApplyDiscount("Tenth"), Token);

        var refused = await engine.CheckoutAsync(id, cancellationToken: Token);

        Assert.Equal(code, refused.Outcome);
        Assert.Null(refused.Order);
        Assert.Null(await orders.FindByCartAsync(id, Token));
        Assert.Equal((CartState.Open, 1), ((await carts.GetAsync(id, Token)).State, (await carts.GetAsync(id, Token)).Count));

        await engine.ApplyAsync(id, new RemoveDiscount(), Token);
        var placed = await engine.CheckoutAsync(id, cancellationToken: Token);

        Assert.Equal(("placed", 10m), (placed.Outcome, placed.Order!.Totals.Total));
        Assert.Empty(placed.Order.DiscountCodes);
    }

    private static async Task WithdrawAsync(InMemoryDiscountStore discounts, string code)
    {
        await (code switch
        {
            "discount_exhausted" => discounts.UpdateAsync(Tenth with { MaxUses = 0 }, Token),
            "discount_inactive" => discounts.UpdateAsync(Tenth with { IsActive = false }, Token),
            _ => discounts.DeleteAsync(Tenth.Code, Token),
        });
    }

    /// <summary>A real order store, before whose placements something else happens.</summary>
    private sealed class OvertakenOrderStore(InMemoryOrderStore orders, Func<Task> overtake) : DelegatingOrderStore(orders)
    {
        public override async ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default)
        {
            await overtake();
            return await base.PlaceAsync(draft, cancellationToken);
        }
    }
}
