using Microsoft.Extensions.Time.Testing;

namespace Cart.Engine.Tests;

public sealed class OrderIdTests
{
    [Fact]
    public void An_id_reads_from_its_usual_text_form_and_prints_it()
    {
        const string Text = "0198c9a5-7c1e-7d3a-8f00-3c5a1b2d4e6f";
        Assert.True(OrderId.TryParse(Text, out var id));
        Assert.Equal(Text, id.ToString());
        Assert.Equal(id, OrderId.FromGuid(id.ToGuid()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0198c9a57c1e7d3a8f003c5a1b2d4e6f")]
    [InlineData("{0198c9a5-7c1e-7d3a-8f00-3c5a1b2d4e6f}")]
    [InlineData("0198c9a5-7c1e-7d3a-8f00-3c5a1b2d4e6")]
    [InlineData("0198c9a5-7c1e-7d3a-8f00-3c5a1b2d4e6g")]
    public void Anything_else_is_no_id(string? text)
    {
        Assert.False(OrderId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Theory]
    [InlineData(" 0198c9a5-7c1e-7d3a-8f00-3c5a1b2d4e6f")]
    [InlineData("0198c9a5-7c1e-7d3a-8f00-3c5a1b2d4e6f\n")]
    [InlineData("0x98c9a5-7c1e-7d3a-8f00-3c5a1b2d4e6f")]
    [InlineData("+198c9a5-7c1e-7d3a-8f00-3c5a1b2d4e6f")]
    public void White_space_and_signs_are_no_part_of_an_id(string text) => Assert.False(OrderId.TryParse(text, out _));

    [Fact]
    public void Ids_sort_by_the_time_they_were_made()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var first = OrderId.New(time);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(string.CompareOrdinal(first.ToString(), OrderId.New(time).ToString()) < 0);
    }
}
