using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cart.Engine.Tests;

public sealed class ShoppingCartTests
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly InMemoryCartSession _session = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Looking_creates_nothing()
    {
        using var host = new FacadeHost();
        var cart = host.Request(_session);

        Assert.Equal(0, await cart.CountAsync(Cancellation));
        Assert.True(await cart.IsEmptyAsync(Cancellation));
        Assert.Equal(0m, await cart.TotalAsync(Cancellation));
        await cart.ClearAsync(Cancellation);
        await cart.RemoveDiscountAsync(Cancellation);
        await Assert.ThrowsAsync<ItemDoesNotExistException>(() => cart.RemoveAsync(Widget, Cancellation));

        Assert.Null(await _session.FindAsync(Cancellation));
    }

    [Fact]
    public async Task Each_calculator_is_asked_once_for_a_snapshot_and_not_before_it_is_needed()
    {
        var calculators = new CountingCalculators();
        using var host = new FacadeHost(configure: builder => builder.UseTaxCalculator(calculators).UseShippingCalculator(calculators));
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 10m, 2, cancellationToken: Cancellation);
        Assert.Equal(20m, await cart.SummaryAsync(Cancellation));
        Assert.Equal((0, 0), (calculators.Taxes, calculators.Shippings));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((1.60m, 5m, 26.60m), (await cart.TaxAsync(Cancellation), await cart.ShippingAsync(Cancellation), await cart.TotalAsync(Cancellation)));
        }

        Assert.Equal((1, 1), (calculators.Taxes, calculators.Shippings));
        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);
        await cart.TotalAsync(Cancellation);
        Assert.Equal((2, 2), (calculators.Taxes, calculators.Shippings));
    }

    [Fact]
    public async Task A_checkout_whose_calculator_fails_leaves_the_cart_open()
    {
        var calculators = new CountingCalculators { Fails = true };
        using var host = new FacadeHost(configure: builder => builder.UseTaxCalculator(calculators));
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => cart.CheckoutAsync(cancellationToken: Cancellation));

        Assert.Equal(2, (await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation)).Quantity.Value);
        calculators.Fails = false;
        Assert.Equal(CheckoutStatus.Placed, (await cart.CheckoutAsync(cancellationToken: Cancellation)).Status);
    }

    [Fact]
    public async Task The_object_that_checked_out_shows_the_order_until_a_change_starts_the_next_cart()
    {
        using var host = new FacadeHost();
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 10m, 2, cancellationToken: Cancellation);
        var placed = await cart.CheckoutAsync(cancellationToken: Cancellation);

        Assert.Equal((2, 20m), (await cart.CountAsync(Cancellation), await cart.TotalAsync(Cancellation)));
        Assert.Equal(placed.Order, (await cart.CheckoutAsync(cancellationToken: Cancellation)).Order);
        var other = await host.Request(_session).CheckoutAsync(cancellationToken: Cancellation);
        Assert.Equal((CheckoutStatus.AlreadyPlaced, placed.Order!.Id), (other.Status, other.Order!.Id));
        Assert.Equal(0, await host.Request(_session).CountAsync(Cancellation));

        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);
        Assert.Equal(1, await cart.CountAsync(Cancellation));
        Assert.NotEqual(placed.Order.Id, (await cart.CheckoutAsync(cancellationToken: Cancellation)).Order!.Id);
    }

    [Fact]
    public async Task Stock_holds_against_additions_at_once()
    {
        using var host = new FacadeHost(configure: builder => builder
            .UseProductCatalog(new FixedProductCatalog(new Product(Widget, "Widget", 10m) { Stock = 5 }))
            .UseInventoryChecker<CatalogInventory>());
        await host.Request(_session).AddAsync(Widget, 10m, cancellationToken: Cancellation);

        var additions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await host.Request(_session).AddAsync(Widget, 10m, checkInventory: true, cancellationToken: Cancellation);
                return true;
            }
            catch (InsufficientStockException)
            {
                return false;
            }
        })));

        Assert.Equal(4, additions.Count(added => added));
        Assert.Equal(5, await host.Request(_session).CountAsync(Cancellation));
        await Assert.ThrowsAsync<InsufficientStockException>(
            () => host.Request(_session).UpdateAsync(Widget, 6, checkInventory: true, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Stock_that_another_request_takes_during_the_check_is_checked_again()
    {
        var checker = new MeddlingChecker { Stock = 5 };
        using var host = new FacadeHost(configure: builder => builder.UseInventoryChecker(checker));
        checker.Meddle = () => host.Request(_session).AddAsync(Widget, 10m, 3, cancellationToken: Cancellation);
        await host.Request(_session).AddAsync(Widget, 10m, cancellationToken: Cancellation);

        await Assert.ThrowsAsync<InsufficientStockException>(
            () => host.Request(_session).AddAsync(Widget, 10m, 2, checkInventory: true, cancellationToken: Cancellation));

        Assert.Equal([3, 6], checker.Asked);
        Assert.Equal(4, await host.Request(_session).CountAsync(Cancellation));
    }

    [Fact]
    public async Task Of_four_codes_applied_at_once_one_wins_and_three_are_told_so()
    {
        using var host = new FacadeHost();
        await host.Request(_session).AddAsync(Widget, 10m, cancellationToken: Cancellation);
        string[] codes = ["A", "B", "C", "D"];
        foreach (var code in codes)
        {
            await host.Get<DiscountService>().CreateAsync(new Discount { Code = DiscountCode.Parse(code), Value = 10 }, Cancellation);
        }

        var answers = await Task.WhenAll(codes.Select(code => Task.Run(async () =>
        {
            try
            {
                return await host.Request(_session).ApplyDiscountAsync(code, Cancellation);
            }
            catch (InvalidDiscountException refused) when (refused.Refusal.Problem is DiscountProblem.AlreadyApplied)
            {
                return null;
            }
        })));

        Assert.Equal(await host.Request(_session).DiscountCodeAsync(Cancellation), Assert.Single(answers, answer => answer is not null));
    }

    [Fact]
    public async Task Discounts_go_on_while_their_gate_is_away()
    {
        using var host = new FacadeHost(configure: builder => builder.Services.AddSingleton<IDiscountGate, GateThatIsAway>());
        await host.Get<DiscountService>().CreateAsync(new Discount { Code = DiscountCode.Parse("ONE"), Value = 10, MaxUses = 1 }, Cancellation);
        var (first, second) = (host.Request(_session), host.Request(new InMemoryCartSession()));
        foreach (var cart in new[] { first, second })
        {
            await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);
            await cart.ApplyDiscountAsync("one", Cancellation);
        }

        Assert.Equal(9m, (await first.CheckoutAsync(cancellationToken: Cancellation)).Order!.Totals.Total);
        Assert.Equal("discount_exhausted", (await Assert.ThrowsAsync<InvalidDiscountException>(() => second.CheckoutAsync(cancellationToken: Cancellation))).Code);
    }

    [Fact]
    public async Task A_shipping_option_that_is_selected_sets_the_price_of_shipping()
    {
        var calculators = new CountingCalculators();
        using var host = new FacadeHost(configure: builder => builder.UseShippingCalculator(calculators));
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);

        await Assert.ThrowsAsync<ShippingOptionNotFoundException>(() => cart.SelectShippingAsync("teleport", Cancellation));
        await cart.SelectShippingAsync("express", Cancellation);
        Assert.Equal((12.35m, 22.35m), (await cart.ShippingAsync(Cancellation), await cart.TotalAsync(Cancellation)));

        calculators.Options = [];
        cart.Refresh();
        Assert.Equal(5m, await cart.ShippingAsync(Cancellation));
        Assert.Equal("shipping_option_not_found", Assert.Single(await cart.WarningsAsync(Cancellation)).Code);
    }

    [Fact]
    public async Task A_discount_that_ran_out_is_shown_as_nothing_with_the_reason()
    {
        using var host = new FacadeHost();
        var discount = new Discount { Code = DiscountCode.Parse("Tenner"), Value = 10 };
        await host.Get<DiscountService>().CreateAsync(discount, Cancellation);
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);
        Assert.Equal("Tenner", await cart.ApplyDiscountAsync(" tenner ", Cancellation));
        Assert.Equal(9m, await cart.TotalAsync(Cancellation));

        await host.Get<DiscountService>().UpdateAsync(discount with { IsActive = false }, Cancellation);
        cart.Refresh();

        Assert.Equal((0m, 10m, "Tenner"), (await cart.DiscountAmountAsync(Cancellation), await cart.TotalAsync(Cancellation), await cart.DiscountCodeAsync(Cancellation)));
        Assert.Equal("discount_inactive", Assert.Single(await cart.WarningsAsync(Cancellation)).Code);
        Assert.Equal((false, "discount_inactive"), ((await cart.CanCheckoutAsync(Cancellation)).IsReady, (await cart.CanCheckoutAsync(Cancellation)).Code));
        Assert.Equal("discount_inactive", (await Assert.ThrowsAsync<InvalidDiscountException>(() => cart.CheckoutAsync(cancellationToken: Cancellation))).Code);
        await cart.RemoveDiscountAsync(Cancellation);
        Assert.Equal(CheckoutStatus.Placed, (await cart.CheckoutAsync(cancellationToken: Cancellation)).Status);
    }

    [Fact]
    public async Task Restoring_cuts_quantities_and_leaves_a_discount_off_that_is_not_valid()
    {
        using var host = new FacadeHost(new CartOptions { MaxQuantityPerItem = 5 });
        var cart = host.Request(_session);
        await cart.AddAsync(new ProductKey(7, 43), 2m, 3, cancellationToken: Cancellation);
        var json = """{"7:42":{"quantity":50,"unit_price":"1.00"},"7:43":{"unit_price":"2.50"},"__discount__":{"code":"GONE"}}""";

        var restored = await cart.RestoreAsync(CartJson.Read(Encoding.UTF8.GetBytes(json)), Cancellation);

        Assert.Equal(["quantity_limit", "discount_not_found"], restored.Warnings.Select(warning => warning.Code));
        Assert.Equal(
            [new CartLine(new(7, 43), 3, 2.5m), new CartLine(Widget, 5, 1m)], (await cart.GetSnapshotAsync(Cancellation)).Lines);
        Assert.Null(await cart.DiscountCodeAsync(Cancellation));
    }

    [Fact]
    public async Task A_payload_with_one_fault_changes_nothing_and_says_where_it_is()
    {
        using var host = new FacadeHost();
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 1m, cancellationToken: Cancellation);
        var payload = CartJson.Read(Encoding.UTF8.GetBytes("""{"7:42":{"quantity":9},"7:43":{"quantity":1}}"""));

        var refused = await Assert.ThrowsAsync<InvalidPayloadException>(() => cart.RestoreAsync(payload, Cancellation));

        Assert.Equal("/7:43/unit_price", refused.Path);
        Assert.Equal(1, await host.Request(_session).CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_cart_moves_between_sessions_in_either_form()
    {
        using var host = new FacadeHost();
        await host.Get<DiscountService>().CreateAsync(new Discount { Code = DiscountCode.Parse("TEN"), Value = 10 }, Cancellation);
        var cart = host.Request(_session);
        await cart.AddAsync(new ProductKey(8, "85123A"), 2.55m, 6, cancellationToken: Cancellation);
        await cart.ApplyDiscountAsync("TEN", Cancellation);

        var fromJson = host.Request(new InMemoryCartSession());
        var fromMessagePack = host.Request(new InMemoryCartSession());
        await fromJson.RestoreAsync(CartJson.Read(await cart.SerializeAsync(Cancellation)), Cancellation);
        await fromMessagePack.RestoreAsync(CartMessagePack.Read(await cart.SerializeMessagePackAsync(Cancellation)), Cancellation);

        Assert.Equal(await cart.SerializeAsync(Cancellation), await fromJson.SerializeAsync(Cancellation));
        Assert.Equal(await cart.SerializeAsync(Cancellation), await fromMessagePack.SerializeAsync(Cancellation));
        Assert.Equal(13.77m, await fromMessagePack.TotalAsync(Cancellation));
    }

    [Fact]
    public async Task Refusals_have_stable_codes()
    {
        using var host = new FacadeHost(new CartOptions { MaxLines = 1 });
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 1m, cancellationToken: Cancellation);
        await host.Get<ICartStore>().ApplyAsync((await _session.FindAsync(Cancellation))!.Value, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);

        var refused = await Assert.ThrowsAsync<CartRefusedException>(() => cart.AddAsync(Widget, 1m, cancellationToken: Cancellation));

        Assert.Equal("checkout_in_progress", refused.Code);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(1));
        var full = host.Request(new InMemoryCartSession());
        await full.AddAsync(Widget, 1m, cancellationToken: Cancellation);
        Assert.Equal("too_many_lines", (await Assert.ThrowsAsync<CartRefusedException>(() => full.AddAsync(new ProductKey(7, 43), 1m, cancellationToken: Cancellation))).Code);
    }

    /// <summary>Lets something else happen while the stock is checked for the first time.</summary>
    private sealed class MeddlingChecker : IInventoryChecker
    {
        public required int Stock { get; init; }

        public Func<Task>? Meddle { get; set; }

        public List<int> Asked { get; } = [];

        public async ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken)
        {
            Asked.Add(quantity.Value);
            if (Meddle is { } meddle)
            {
                Meddle = null;
                await meddle();
            }

            return quantity.Value <= Stock;
        }

        public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken) =>
            CheckAsync(product, quantity, cancellationToken);
    }

    private sealed class GateThatIsAway : IDiscountGate
    {
        public ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken) => throw Away();

        public ValueTask StoreAsync(Discount discount, CancellationToken cancellationToken) => throw Away();

        public ValueTask<DiscountAdmission> ReserveAsync(DiscountCode code, OrderId holder, CancellationToken cancellationToken) => throw Away();

        public ValueTask EndAsync(DiscountCode code, OrderId holder, DiscountUses? uses, CancellationToken cancellationToken) => throw Away();

        public ValueTask ForgetAsync(DiscountCode code, CancellationToken cancellationToken) => throw Away();

        private static CartUnavailableException Away() => new("Away.", outcomeUnknown: true);
    }

    private sealed class CountingCalculators : ITaxCalculator, IShippingCalculator
    {
        public int Taxes { get; private set; }

        public int Shippings { get; private set; }

        public bool Fails { get; set; }

        public IReadOnlyList<ShippingOption> Options { get; set; } = [new("express", "Express", 12.345m)];

        ValueTask<decimal> ITaxCalculator.CalculateAsync(PricingContext context, CancellationToken cancellationToken)
        {
            Taxes++;
            return Fails ? throw new InvalidOperationException("The tax service is away.") : ValueTask.FromResult(context.Summary * 0.08m);
        }

        ValueTask<decimal> IShippingCalculator.CalculateAsync(PricingContext context, CancellationToken cancellationToken)
        {
            Shippings++;
            return ValueTask.FromResult(5m);
        }

        public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Options);
    }
}
