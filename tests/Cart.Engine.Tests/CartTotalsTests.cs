using Cart.Testing;

namespace Cart.Engine.Tests;

public sealed class CartTotalsTests
{
    public static TheoryData<string, decimal[], string> Parts => new()
    {
        // currency; summary, discount, tax, shipping; the total as it is written
        { "USD", [19.98m, 0m, 0m, 0m], "19.98" },
        { "USD", [100m, 15m, 6.80m, 4.99m], "96.79" },
        { "USD", [10m, 10m, 0m, 0m], "0.00" },
        { "USD", [0m, 0m, 0m, 4.99m], "4.99" },
        { "USD", [10m, 0.005m, 0.005m, 0.005m], "10.01" },
        { "JPY", [1000m, 0.5m, 0m, 0m], "999" },
        { "KWD", [1m, 0m, 0.0005m, 0m], "1.001" },
    };

    public static TheoryData<decimal, decimal> Refused => new()
    {
        { -0.01m, 0m },
        { 10m, -0.01m },
        { 10m, 10.01m },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_total_follows_from_rounded_parts(string currency, decimal[] parts, string total)
    {
        var totals = OrderDrafts.Totals(Currency.Parse(currency), parts[0], parts[1], parts[2], parts[3]);
        Assert.Equal(total, FormattableString.Invariant($"{totals.Total}"));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Parts_that_cannot_be_are_refused(decimal summary, decimal discount) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderDrafts.Totals(Currency.Usd, summary, discount));

    [Fact]
    public void A_total_that_is_held_at_zero_has_the_decimals_too() =>
        Assert.Equal("0.00", FormattableString.Invariant($"{OrderDrafts.Totals(Currency.Usd, 10m, 10m, tax: -1m).Total}"));

    [Fact]
    public void The_lines_of_a_cart_are_summed_exactly()
    {
        Assert.True(CartTotals.TrySum(Snapshot("USD", (3, 0.10m), (2, 9.99m), (1, 0m)), out var summary));
        Assert.Equal(20.28m, summary);
    }

    [Fact]
    public void An_empty_cart_costs_nothing()
    {
        Assert.True(CartTotals.TrySum(Snapshot("USD"), out var summary));
        Assert.Equal("0.00", FormattableString.Invariant($"{new CartTotals(Currency.Usd, summary).Total}"));
    }

    // A line costs at most 21,474,836,469,999,999,978,525,163.53; 28 digits are 99,999,999,999,999,999,999,999,999.99.
    [Theory]
    [InlineData("USD", 4, true)]
    [InlineData("USD", 5, false)]
    [InlineData("KWD", 1, false)]
    [InlineData("USD", 3000, false)]
    public void A_sum_of_more_than_28_digits_is_none(string currency, int lines, bool countable)
    {
        var snapshot = Snapshot(currency, [.. Enumerable.Repeat((int.MaxValue, CartLimits.MaxUnitPrice), lines)]);
        Assert.Equal(countable, CartTotals.TrySum(snapshot, out _));
    }

    [Fact]
    public void The_greatest_sum_keeps_every_cent()
    {
        Assert.True(CartTotals.TrySum(Snapshot("USD", [.. Enumerable.Repeat((int.MaxValue, CartLimits.MaxUnitPrice), 4)]), out var summary));
        Assert.Equal("85899345879999999914100654.12", FormattableString.Invariant($"{new CartTotals(Currency.Usd, summary).Total}"));
    }

    private static CartSnapshot Snapshot(string currency, params (int Quantity, decimal UnitPrice)[] lines) => new()
    {
        Id = CartId.New(),
        Version = 1,
        Currency = Currency.Parse(currency),
        Lines = [.. lines.Select(static (line, place) => new CartLine(new ProductKey(7, place), line.Quantity, line.UnitPrice))],
    };
}
