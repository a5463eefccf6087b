namespace Cart.Engine.Tests;

public sealed class QuantityTests
{
    public static TheoryData<int, decimal, decimal> Products => new()
    {
        { 3, 0.10m, 0.30m },
        { 0, 9.99m, 0m },
        { int.MaxValue, CartLimits.MaxUnitPrice, 21_474_836_469_999_999_978_525_163.53m },
    };

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("-1", -1)]
    [InlineData("+1", 1)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    public void A_quantity_reads_as_the_stores_write_it(string text, int expected)
    {
        Assert.True(Quantity.TryParse(text, out var quantity));
        Assert.Equal(expected, quantity.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.0")]
    [InlineData("1e1")]
    [InlineData("1,000")]
    [InlineData("0x1")]
    [InlineData("true")]
    [InlineData("2147483648")]
    [InlineData("-2147483649")]
    public void Anything_else_is_no_quantity(string text) => Assert.False(Quantity.TryParse(text, out _));

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(0, 0, 0)]
    [InlineData(5, -7, -2)]
    [InlineData(int.MaxValue, 0, int.MaxValue)]
    [InlineData(int.MaxValue - 1, 1, int.MaxValue)]
    [InlineData(int.MinValue, int.MaxValue, -1)]
    public void Quantities_add(int left, int right, int expected)
    {
        Assert.True(Quantity.TryAdd(left, right, out var sum));
        Assert.Equal(expected, sum.Value);
    }

    [Theory]
    [InlineData(int.MaxValue, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(int.MinValue, -1)]
    public void A_sum_that_passes_the_ceiling_is_none(int left, int right) => Assert.False(Quantity.TryAdd(left, right, out _));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(-1, 0)]
    [InlineData(int.MinValue, int.MaxValue)]
    public void Quantities_are_ordered_as_numbers(int less, int more)
    {
        Quantity left = less, right = more;
        Assert.True(left < right && left <= right && right > left && right >= left);
        Assert.False(left > right || left >= right || right < left || right <= left);
        Assert.True(left.CompareTo(right) < 0 && right.CompareTo(left) > 0 && left.CompareTo(less) == 0);
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void A_price_times_a_quantity_is_exact(int quantity, decimal unitPrice, decimal expected) =>
        Assert.Equal(expected, new Quantity(quantity) * unitPrice);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-5, "-5")]
    [InlineData(int.MaxValue, "2147483647")]
    public void A_quantity_prints_its_digits(int value, string expected) => Assert.Equal(expected, new Quantity(value).ToString());

    [Fact]
    public void The_ceiling_is_the_greatest_32_bit_number() => Assert.Equal(2_147_483_647, Quantity.Ceiling.Value);
}
