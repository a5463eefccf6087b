namespace Cart.Engine.Tests;

public sealed class CurrencyTests
{
    public static TheoryData<string, decimal, bool> Amounts => new()
    {
        { "USD", 0m, true },
        { "USD", 9.99m, true },
        { "USD", 9.990m, true },
        { "USD", 9.999m, false },
        { "USD", 0.001m, false },
        { "USD", -0.01m, true },
        { "JPY", 100m, true },
        { "JPY", 100.0m, true },
        { "JPY", 100.5m, false },
        { "KWD", 0.001m, true },
        { "KWD", 0.0001m, false },
        { "USD", 9_999_999_999_999_999.99m, true },
    };

    public static TheoryData<string, decimal, string> Roundings => new()
    {
        { "USD", 1.005m, "1.01" },
        { "USD", 1.0049m, "1.00" },
        { "USD", -1.005m, "-1.01" },
        { "USD", 2.675m, "2.68" },
        { "USD", 16m, "16.00" },
        { "USD", 16.000m, "16.00" },
        { "JPY", 0.5m, "1" },
        { "JPY", 1.5m, "2" },
        { "JPY", 1999.4m, "1999" },
        { "KWD", 1.0005m, "1.001" },
    };

    [Theory]
    [InlineData("USD", 2)]
    [InlineData("EUR", 2)]
    [InlineData("XXX", 2)]
    [InlineData("JPY", 0)]
    [InlineData("ISK", 0)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    public void A_code_says_how_many_decimals_there_are(string code, int decimals)
    {
        Assert.True(Currency.TryParse(code, out var currency));
        Assert.Equal((code, decimals, code), (currency.Code, currency.Decimals, currency.ToString()));
        Assert.Equal(Currency.Parse(code), currency);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("US")]
    [InlineData("USDT")]
    [InlineData("usd")]
    [InlineData("US1")]
    [InlineData("U D")]
    [InlineData("ÜSD")]
    public void Anything_but_three_capital_letters_is_no_code(string? code)
    {
        Assert.False(Currency.TryParse(code, out _));
        Assert.Throws<FormatException>(() => Currency.Parse(code!));
    }

    [Theory]
    [MemberData(nameof(Amounts))]
    public void A_currency_holds_amounts_of_its_decimals(string code, decimal amount, bool holds) =>
        Assert.Equal(holds, Currency.Parse(code).Holds(amount));

    // Compared as text, because 16 and 16.00 are equal as numbers.
    [Theory]
    [MemberData(nameof(Roundings))]
    public void Half_is_rounded_away_from_zero_to_exactly_the_decimals(string code, decimal amount, string expected) =>
        Assert.Equal(expected, FormattableString.Invariant($"{Currency.Parse(code).Round(amount)}"));

    [Theory]
    [InlineData("USD", 19.98, "19.98")]
    [InlineData("USD", 5, "5.00")]
    [InlineData("USD", 0, "0.00")]
    [InlineData("USD", 1234567.5, "1234567.50")]
    [InlineData("USD", -3.5, "-3.50")]
    [InlineData("JPY", 500, "500")]
    [InlineData("KWD", 1.5, "1.500")]
    public void An_amount_is_written_with_exactly_the_decimals(string code, double amount, string expected) =>
        Assert.Equal(expected, Currency.Parse(code).Format((decimal)amount));

    [Fact]
    public void The_dollar_is_at_hand() => Assert.Equal(Currency.Parse("USD"), Currency.Usd);
}
