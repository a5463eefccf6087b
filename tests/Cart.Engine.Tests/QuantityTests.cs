using System.Globalization;

namespace Cart.Engine.Tests;

public sealed class QuantityTests
{
    public static TheoryData<string, decimal, decimal> Products => new()
    {
        { "3", 0.10m, 0.30m },
        { "0", 9.99m, 0m },
        { "0.333", 9.99m, 3.32667m },
        { "2147483647", CartLimits.MaxUnitPrice, 21_474_836_469_999_999_978_525_163.53m },
    };

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "1")]
    [InlineData("-1", "-1")]
    [InlineData("+1", "1")]
    [InlineData("1.5", "1.5")]
    [InlineData("1.500", "1.5")]
    [InlineData("-0.001", "-0.001")]
    [InlineData("2147483647", "2147483647")]
    [InlineData("-2147483647", "-2147483647")]
    public void A_quantity_is_read_and_printed(string text, string printed)
    {
        Assert.True(Quantity.TryParse(text, out var quantity));
        Assert.Equal(printed, quantity.ToString());
        Assert.Equal(!printed.Contains('.', StringComparison.Ordinal), quantity.IsWhole);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.0001")]
    [InlineData("1e1")]
    [InlineData("1,000")]
    [InlineData("0x1")]
    [InlineData("true")]
    [InlineData("2147483648")]
    [InlineData("-2147483649")]
    [InlineData("99999999999999999999999999999")]
    public void Anything_else_is_no_quantity(string text) => Assert.False(Quantity.TryParse(text, out _));

    [Theory]
    [InlineData("1", "2", "3")]
    [InlineData("5", "-7", "-2")]
    [InlineData("0.999", "0.001", "1")]
    [InlineData("2147483647", "2147483647", "4294967294")]
    public void Quantities_add_and_subtract_exactly(string left, string right, string sum)
    {
        var (first, second) = (Of(left), Of(right));

        Assert.Equal(sum, (first + second).ToString());
        Assert.Equal(first, first + second - second);
    }

    [Theory]
    [InlineData("1", "2")]
    [InlineData("-1", "0")]
    [InlineData("0.999", "1")]
    public void Quantities_are_ordered_as_numbers(string less, string more)
    {
        var (left, right) = (Of(less), Of(more));
        Assert.True(left < right && left <= right && right > left && right >= left);
        Assert.False(left > right || left >= right || right < left || right <= left);
        Assert.True(left.CompareTo(right) < 0 && right.CompareTo(left) > 0 && left.CompareTo(Of(less)) == 0);
        Assert.Equal((left, right), (Quantity.Min(right, left), Quantity.Max(left, right)));
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void A_price_times_a_quantity_is_exact(string quantity, decimal unitPrice, decimal expected) =>
        Assert.Equal(expected, Of(quantity) * unitPrice);

    [Theory]
    [InlineData("2", 2)]
    [InlineData("0", 0)]
    [InlineData("1.001", 2)]
    [InlineData("-3", -3)]
    public void A_fraction_counts_as_a_unit(string quantity, long units) => Assert.Equal(units, Of(quantity).Units);

    [Fact]
    public void Only_whole_units_that_fit_become_an_integer()
    {
        Assert.Equal(int.MaxValue, Quantity.Ceiling.ToInt32());
        Assert.Throws<OverflowException>(() => (Quantity.Ceiling + Quantity.One).ToInt32());
        Assert.Throws<InvalidOperationException>(() => Of("1.5").ToInt32());
        Assert.Throws<ArgumentException>(() => Quantity.Of(0.0001m));
        Assert.Throws<OverflowException>(() => Quantity.Whole(long.MaxValue));
    }

    private static Quantity Of(string text) => Quantity.Of(decimal.Parse(text, CultureInfo.InvariantCulture));
}
