namespace Cart.Engine.Tests;

public sealed class CalculatorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 14.4)]
    public async Task A_flat_rate_is_taken_before_or_after_the_discount(bool afterDiscount, double tax) =>
        Assert.Equal((decimal)tax, await new FlatRateTaxCalculator(0.08m, afterDiscount).CalculateAsync(Context(200, 20), Cancellation));

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    public void A_rate_that_is_none_is_refused(double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlatRateTaxCalculator((decimal)rate));

    [Theory]
    [InlineData(49.99, 4.99, 9.99)]
    [InlineData(50, 0, 9.99)]
    public async Task Each_way_to_ship_is_free_from_its_own_threshold_on(double summary, double standard, double express)
    {
        var shipping = new TieredShippingCalculator(new ShippingTier("standard", "Standard", 4.99m, 50m), new ShippingTier("express", "Express", 9.99m));

        var options = await shipping.GetOptionsAsync(Context((decimal)summary), Cancellation);

        Assert.Equal((decimal)standard, await shipping.CalculateAsync(Context((decimal)summary), Cancellation));
        Assert.Equal([("standard", (decimal)standard), ("express", (decimal)express)], options.Select(option => (option.Id, option.Price)));
    }

    [Fact]
    public void Tiers_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new TieredShippingCalculator());
        Assert.Throws<ArgumentException>(() => new TieredShippingCalculator(new ShippingTier("a", "A", 1), new ShippingTier("a", "B", 2)));
        Assert.Throws<ArgumentException>(() => new TieredShippingCalculator(new ShippingTier("a", "A", -1)));
        Assert.Throws<ArgumentException>(() => new TieredShippingCalculator(new ShippingTier("a", "A", 1, -1)));
    }

    [Fact]
    public async Task Without_a_choice_of_the_host_there_is_no_tax_and_free_shipping()
    {
        Assert.Equal(0, await new NoTaxCalculator().CalculateAsync(Context(200), Cancellation));
        Assert.Equal(0, await new FreeShippingCalculator().CalculateAsync(Context(200), Cancellation));
        Assert.Equal(
            [new ShippingOption("free", "Free Shipping", 0m)], await new FreeShippingCalculator().GetOptionsAsync(Context(200), Cancellation));
    }

    private static PricingContext Context(decimal summary, decimal discount = 0) =>
        new(CartSnapshot.Nothing(CartId.New(), Currency.Usd), summary, discount);
}
