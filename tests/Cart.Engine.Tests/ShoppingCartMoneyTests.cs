using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine.Tests;

/// <summary>What the facade says of money: calculators, discounts, shipping.</summary>
public sealed class ShoppingCartMoneyTests
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly InMemoryCartSession _session = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
            Assert.Equal((1.60m, 5m, 26.60m), ((await cart.TotalsAsync(Cancellation)).Tax, (await cart.TotalsAsync(Cancellation)).Shipping, (await cart.TotalsAsync(Cancellation)).Total));
        }

        Assert.Equal((1, 1), (calculators.Taxes, calculators.Shippings));
        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);
        await cart.TotalsAsync(Cancellation);
        Assert.Equal((2, 2), (calculators.Taxes, calculators.Shippings));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cart_without_lines_costs_nothing_unless_a_calculator_charges_for_it(bool charges)
    {
        var fees = new Fees(charges);
        using var host = new FacadeHost(configure: builder => builder.UseTaxCalculator(fees).UseShippingCalculator(fees));
        await host.Request(_session).SelectShippingAsync("express", cancellationToken: Cancellation);
        var atFirst = await host.Request(_session).TotalsAsync(Cancellation);
        await host.Request(_session).AddAsync(Widget, 10m, cancellationToken: Cancellation);
        Assert.Equal(21.90m, (await host.Request(_session).TotalsAsync(Cancellation)).Total);
        await host.Request(_session).RemoveAsync(Widget, cancellationToken: Cancellation);
        var removed = await host.Request(_session).TotalsAsync(Cancellation);
        await host.Request(_session).AddAsync(Widget, 10m, cancellationToken: Cancellation);
        await host.Request(_session).ClearAsync(cancellationToken: Cancellation);
        var cleared = await host.Request(_session).TotalsAsync(Cancellation);

        var expected = charges ? (2m, 9.90m, 11.90m) : (0m, 0m, 0m);
        Assert.All([atFirst, removed, cleared], totals => Assert.Equal(expected, (totals.Tax, totals.Shipping, totals.Total)));
    }

    [Fact]
    public async Task A_checkout_whose_calculator_fails_leaves_the_cart_open()
    {
        var calculators = new CountingCalculators { Fails = true };
        using var host = new FacadeHost(configure: builder => builder.UseTaxCalculator(calculators));
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => cart.CheckoutAsync(cancellationToken: Cancellation));

        Assert.Equal(2, (await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation)).Quantity.ToInt32());
        calculators.Fails = false;
        Assert.Equal("placed", (await cart.TryCheckoutAsync(cancellationToken: Cancellation)).Outcome);
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
                return await host.Request(_session).ApplyDiscountAsync(code, cancellationToken: Cancellation);
            }
            catch (InvalidDiscountException refused) when (refused.Error.Is(CartErrors.DiscountApplied))
            {
                return null;
            }
        })));

        Assert.Equal((await host.Request(_session).GetSnapshotAsync(Cancellation)).DiscountCodes.FirstOrDefault(), Assert.Single(answers, answer => answer is not null));
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
            await cart.ApplyDiscountAsync("one", cancellationToken: Cancellation);
        }

        Assert.Equal(9m, (await first.CheckoutAsync(cancellationToken: Cancellation)).Totals.Total);
        Assert.Equal("discount_exhausted", (await Assert.ThrowsAsync<InvalidDiscountException>(() => second.CheckoutAsync(cancellationToken: Cancellation))).Code);
    }

    [Fact]
    public async Task A_shipping_option_that_is_selected_sets_the_price_of_shipping()
    {
        var calculators = new CountingCalculators();
        using var host = new FacadeHost(configure: builder => builder.UseShippingCalculator(calculators));
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);

        await Assert.ThrowsAsync<CartRefusedException>(() => cart.SelectShippingAsync("teleport", cancellationToken: Cancellation));
        await cart.SelectShippingAsync("express", cancellationToken: Cancellation);
        Assert.Equal((12.35m, 22.35m), ((await cart.TotalsAsync(Cancellation)).Shipping, (await cart.TotalsAsync(Cancellation)).Total));

        calculators.Options = [];
        cart.Refresh();
        Assert.Equal(5m, (await cart.TotalsAsync(Cancellation)).Shipping);
        Assert.Equal("shipping_option_not_found", Assert.Single((await cart.GetAsync(Cancellation)).Warnings).Code);
    }

    [Fact]
    public async Task A_discount_that_ran_out_is_shown_as_nothing_with_the_reason()
    {
        using var host = new FacadeHost();
        var discount = new Discount { Code = DiscountCode.Parse("Tenner"), Value = 10 };
        await host.Get<DiscountService>().CreateAsync(discount, Cancellation);
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);
        Assert.Equal("Tenner", await cart.ApplyDiscountAsync(" tenner ", cancellationToken: Cancellation));
        Assert.Equal(9m, (await cart.TotalsAsync(Cancellation)).Total);

        await host.Get<DiscountService>().UpdateAsync(discount with { IsActive = false }, Cancellation);
        cart.Refresh();

        Assert.Equal((0m, 10m, "Tenner"), ((await cart.TotalsAsync(Cancellation)).DiscountAmount, (await cart.TotalsAsync(Cancellation)).Total, (await cart.GetSnapshotAsync(Cancellation)).DiscountCodes.FirstOrDefault()));
        Assert.Equal("discount_inactive", Assert.Single((await cart.GetAsync(Cancellation)).Warnings).Code);
        Assert.Equal("discount_inactive", (await cart.FindCheckoutErrorAsync(Cancellation))?.Code);
        Assert.Equal("discount_inactive", (await Assert.ThrowsAsync<InvalidDiscountException>(() => cart.CheckoutAsync(cancellationToken: Cancellation))).Code);
        await cart.RemoveDiscountAsync(cancellationToken: Cancellation);
        Assert.Equal("placed", (await cart.TryCheckoutAsync(cancellationToken: Cancellation)).Outcome);
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

    /// <summary>A fee as tax, and one way to ship.</summary>
    private sealed class Fees(bool charges) : ITaxCalculator, IShippingCalculator
    {
        public bool ChargesEmptyCarts => charges;

        ValueTask<decimal> ITaxCalculator.CalculateAsync(PricingContext context, CancellationToken cancellationToken) => ValueTask.FromResult(2m);

        ValueTask<decimal> IShippingCalculator.CalculateAsync(PricingContext context, CancellationToken cancellationToken) => ValueTask.FromResult(4.90m);

        public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<ShippingOption>>([new("express", "Express", 9.90m)]);
    }
}
