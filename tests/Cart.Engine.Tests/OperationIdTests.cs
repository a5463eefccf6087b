namespace Cart.Engine.Tests;

public sealed class OperationIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [InlineData("\"quoted, with spaces\"")]
    [InlineData("!~")]
    public void An_id_is_kept_as_it_was_given(string text)
    {
        Assert.True(OperationId.TryParse(text, out var id));
        Assert.Equal(text, id.ToString());
        Assert.Equal(OperationId.From(text), id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a\n")]
    [InlineData("\0")]
    [InlineData("\u007f")]
    [InlineData("é")]
    public void Anything_that_is_not_printable_ASCII_is_no_id(string? text)
    {
        Assert.False(OperationId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.Throws<ArgumentException>(() => OperationId.From(text!));
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void An_id_has_at_most_255_characters(int length, bool valid) =>
        Assert.Equal(valid, OperationId.TryParse(new string('a', length), out _));

    [Fact]
    public void Ids_differ_by_case() => Assert.NotEqual(OperationId.From("a"), OperationId.From("A"));

    [Fact]
    public void New_ids_do_not_meet() => Assert.NotEqual(OperationId.New(), OperationId.New());
}
