using System.Globalization;

namespace Cart.Engine.Tests;

/// <summary>
/// Each row is a command as it was written, and as it is carried out: <c>product xquantity @price</c>, with - for what is left out.
/// </summary>
public sealed class LineFoldingTests
{
    [Theory]
    [InlineData("7:1 x2 @1.50", "7:1 x2 @1.50")]
    [InlineData("7:1 x2 @1.50, 7:2 x1 @3", "7:1 x2 @1.50, 7:2 x1 @3")]
    [InlineData("7:1 x2 @1.50, 7:1 x3 @1.75", "7:1 x5 @1.75")]
    [InlineData("7:2 x1 @1, 7:1 x1 @1, 7:2 x1 @1", "7:2 x2 @1, 7:1 x1 @1")]
    [InlineData("7:1 x1 @1, 7:1 x1 @2, 7:1 x1 @3", "7:1 x3 @3")]
    [InlineData("7:1 x1 @1, 7:01 x1 @1", "7:1 x1 @1, 7:01 x1 @1")]
    [InlineData("7:1 x1 @1, 8:1 x1 @1", "7:1 x1 @1, 8:1 x1 @1")]
    [InlineData("7:1 x2147483646 @1, 7:1 x1 @1", "7:1 x2147483647 @1")]
    [InlineData("7:1 x2147483647 @1, 7:1 x1 @1", "7:1 x0 @1")]
    [InlineData("7:1 x2147483647 @1, 7:1 x1 @1, 7:1 x5 @1", "7:1 x0 @1")]
    [InlineData("7:1 x5 @1, 7:1 x-2 @1", "7:1 x0 @1")]
    [InlineData("7:1 x0 @1, 7:1 x2 @1", "7:1 x0 @1")]
    [InlineData("7:1 x-3 @1", "7:1 x-3 @1")]
    public void Additions_of_one_product_are_summed_at_the_last_price(string written, string folded) =>
        Assert.Equal(folded, Text(new AddLines(Entries(written, Addition)).Additions.Select(Text)));

    [Theory]
    [InlineData("7:1 x2 @1.50", "7:1 x2 @1.50")]
    [InlineData("7:1 x2 @-, 7:2 x- @3", "7:1 x2 @-, 7:2 x- @3")]
    [InlineData("7:1 x2 @1.50, 7:1 x3 @1.75", "7:1 x3 @1.75")]
    [InlineData("7:1 x2 @1.50, 7:1 x0 @-", "7:1 x0 @-")]
    [InlineData("7:1 x2 @-, 7:1 x- @3", "7:1 x- @3")]
    [InlineData("7:2 x1 @1, 7:1 x1 @1, 7:2 x9 @9", "7:2 x9 @9, 7:1 x1 @1")]
    public void The_last_assignment_of_a_product_counts(string written, string folded) =>
        Assert.Equal(folded, Text(new SetLines(Entries(written, Assignment)).Assignments.Select(Text)));

    [Fact]
    public void A_command_without_lines_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new AddLines([]));
        Assert.ThrowsAny<ArgumentException>(() => new SetLines([]));
    }

    [Fact]
    public void A_product_that_was_not_set_is_refused()
    {
        var tea = new ProductKey(7, 42);
        Assert.Throws<ArgumentException>(() => new AddLines(default, 1, 1m));
        Assert.Throws<ArgumentException>(() => new AddLines(new CartLine(tea, 1, 1m), new CartLine(default, 1, 1m)));
        Assert.Throws<ArgumentException>(() => new SetLines(default(ProductKey), 1));
        Assert.Throws<ArgumentException>(() => new SetLines(new LineAssignment(tea, 1), new LineAssignment(default, 1)));
    }

    private static T[] Entries<T>(string text, Func<ProductKey, string, string, T> make) =>
    [
        .. text.Split(", ").Select(entry =>
        {
            var parts = entry.Split(' ');
            Assert.True(ProductKey.TryParse(parts[0], out var product));
            return make(product, parts[1][1..], parts[2][1..]);
        }),
    ];

    private static CartLine Addition(ProductKey product, string quantity, string price) =>
        new(product, int.Parse(quantity, CultureInfo.InvariantCulture), decimal.Parse(price, CultureInfo.InvariantCulture));

    private static LineAssignment Assignment(ProductKey product, string quantity, string price) => new(
        product,
        quantity == "-" ? null : int.Parse(quantity, CultureInfo.InvariantCulture),
        price == "-" ? null : decimal.Parse(price, CultureInfo.InvariantCulture));

    private static string Text(CartLine line) => FormattableString.Invariant($"{line.Product} x{line.Quantity} @{line.UnitPrice}");

    private static string Text(LineAssignment line) =>
        $"{line.Product} x{line.Quantity?.ToString() ?? "-"} @{line.UnitPrice?.ToString(CultureInfo.InvariantCulture) ?? "-"}";

    private static string Text(IEnumerable<string> lines) => string.Join(", ", lines);
}
