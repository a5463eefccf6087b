namespace Cart.Engine.Tests;

public sealed class CartOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(FaultsOf(static _ => { }));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3000, true)]
    [InlineData(3001, false)]
    public void A_cart_has_1_to_3000_lines(int maxLines, bool valid) =>
        AssertValid(valid, nameof(CartOptions.MaxLines), options => options.MaxLines = maxLines);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(int.MaxValue, true)]
    [InlineData(null, true)]
    public void A_line_may_be_limited_to_any_quantity_from_0(int? maxQuantity, bool valid) =>
        AssertValid(valid, nameof(CartOptions.MaxQuantityPerItem), options => options.MaxQuantityPerItem = maxQuantity);

    [Theory]
    [InlineData("0:00:59.999", false)]
    [InlineData("0:01:00", true)]
    [InlineData("365.0:00:00", true)]
    [InlineData("365.0:00:00.001", false)]
    [InlineData("-0:01:00", false)]
    public void A_cart_lives_1_minute_to_365_days(string time, bool valid)
    {
        AssertValid(valid, nameof(CartOptions.TimeToLive), options => options.TimeToLive = TimeSpan.Parse(time, null));
        AssertValid(valid, nameof(CartOptions.UserTimeToLive), options => options.UserTimeToLive = TimeSpan.Parse(time, null));
        AssertValid(valid, nameof(CartOptions.EmptyTimeToLive), options => options.EmptyTimeToLive = TimeSpan.Parse(time, null));
    }

    [Theory]
    [InlineData("23:59:59.999", false)]
    [InlineData("1.0:00:00", true)]
    [InlineData("365.0:00:00", true)]
    [InlineData("365.0:00:00.001", false)]
    public void A_tombstone_stays_1_to_365_days(string time, bool valid) =>
        AssertValid(valid, nameof(CartOptions.TombstoneTimeToLive), options => options.TombstoneTimeToLive = TimeSpan.Parse(time, null));

    [Theory]
    [InlineData("0:00:00.999", false)]
    [InlineData("0:00:01", true)]
    [InlineData("0:10:00", true)]
    [InlineData("0:10:00.001", false)]
    public void A_checkout_holds_a_cart_1_second_to_10_minutes(string time, bool valid) =>
        AssertValid(valid, nameof(CartOptions.CheckoutLease), options => options.CheckoutLease = TimeSpan.Parse(time, null));

    [Theory]
    [InlineData("-0:00:00.001", false)]
    [InlineData("0:00:00", true)]
    [InlineData("0:01:00", true)]
    [InlineData("0:01:00.001", false)]
    public void A_checkout_waits_for_another_of_its_cart_0_to_1_minute(string time, bool valid) =>
        AssertValid(valid, nameof(CartOptions.CheckoutWait), options => options.CheckoutWait = TimeSpan.Parse(time, null));

    [Theory]
    [InlineData("EUR", true)]
    [InlineData("eur", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_currency_is_a_code(string? currency, bool valid) =>
        AssertValid(valid, nameof(CartOptions.Currency), options => options.Currency = currency!);

    [Fact]
    public void All_faults_are_reported_at_once_with_value_and_bounds()
    {
        var faults = FaultsOf(static options =>
        {
            options.Currency = "usd";
            options.MaxLines = 0;
            options.MaxQuantityPerItem = -1;
            options.TimeToLive = TimeSpan.Zero;
            options.TombstoneTimeToLive = TimeSpan.Zero;
            options.CheckoutLease = TimeSpan.Zero;
        });
        Assert.Equal(6, faults.Count);
        Assert.Contains("usd", faults[0], StringComparison.Ordinal);
        Assert.All(["MaxLines", "is 0", "between 1 and 3000"], part => Assert.Contains(part, faults[1], StringComparison.Ordinal));
    }

    private static void AssertValid(bool valid, string option, Action<CartOptions> configure)
    {
        var faults = FaultsOf(configure);
        if (valid)
        {
            Assert.Empty(faults);
        }
        else
        {
            Assert.Contains(option, Assert.Single(faults), StringComparison.Ordinal);
        }
    }

    private static List<string> FaultsOf(Action<CartOptions> configure)
    {
        var options = new CartOptions();
        configure(options);
        return [.. new CartOptionsValidator().Validate(null, options).Failures ?? []];
    }
}
