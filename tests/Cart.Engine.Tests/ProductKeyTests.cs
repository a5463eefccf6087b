namespace Cart.Engine.Tests;

public sealed class ProductKeyTests
{
    private const string SixtyFour = "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg";

    [Theory]
    [InlineData("7:42", 7, "42")]
    [InlineData("1:0", 1, "0")]
    [InlineData("7:007", 7, "007")]
    [InlineData("8:85123A", 8, "85123A")]
    [InlineData("8:BANK CHARGES", 8, "BANK CHARGES")]
    [InlineData("8: ", 8, " ")]
    [InlineData("8:-1", 8, "-1")]
    [InlineData("8:\"quoted\"", 8, "\"quoted\"")]
    [InlineData("8:~", 8, "~")]
    [InlineData("2147483647:" + SixtyFour, int.MaxValue, SixtyFour)]
    public void A_key_reads_from_its_composite_form_and_prints_it(string text, int contentTypeId, string objectId)
    {
        Assert.True(ProductKey.TryParse(text, out var key));
        Assert.Equal((contentTypeId, objectId, text), (key.ContentTypeId, key.ObjectId, key.ToString()));
        Assert.Equal(new ProductKey(contentTypeId, objectId), key);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7")]
    [InlineData(":42")]
    [InlineData("7:")]
    [InlineData("0:42")]
    [InlineData("07:42")]
    [InlineData("-7:42")]
    [InlineData("+7:42")]
    [InlineData(" 7:42")]
    [InlineData("7 :42")]
    [InlineData("7.0:42")]
    [InlineData("2147483648:42")]
    [InlineData("x:42")]
    [InlineData("7:4:2")]
    [InlineData("7:a\nb")]
    [InlineData("7:a\tb")]
    [InlineData("7:\u007f")]
    [InlineData("7:é")]
    [InlineData("7:٤٢")]
    [InlineData("٧:42")]
    [InlineData("7:" + SixtyFour + "h")]
    public void Anything_else_is_no_key(string? text)
    {
        Assert.False(ProductKey.TryParse(text, out var key));
        Assert.Equal(default, key);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("42", 42)]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_plain_whole_number_is_an_integer_id(string objectId, long expected)
    {
        Assert.True(new ProductKey(7, objectId).TryGetIntegerId(out var id));
        Assert.Equal(expected, id);
        Assert.Equal(new ProductKey(7, expected), new ProductKey(7, objectId));
    }

    [Theory]
    [InlineData("007")]
    [InlineData("00")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,000")]
    [InlineData("9223372036854775808")]
    [InlineData("85123A")]
    public void Every_other_id_is_text(string objectId) => Assert.False(new ProductKey(7, objectId).TryGetIntegerId(out _));

    [Fact]
    public void A_key_that_was_not_set_has_no_id()
    {
        Assert.Equal("", default(ProductKey).ObjectId);
        Assert.False(default(ProductKey).TryGetIntegerId(out _));
    }

    [Theory]
    [InlineData(0, "42")]
    [InlineData(-1, "42")]
    [InlineData(7, "")]
    [InlineData(7, null)]
    [InlineData(7, "a:b")]
    public void Parts_that_are_not_valid_are_refused(int contentTypeId, string? objectId)
    {
        Assert.ThrowsAny<ArgumentException>(() => new ProductKey(contentTypeId, objectId!));
        Assert.False(ProductKey.TryCreate(contentTypeId, objectId, out _));
    }

    [Fact]
    public void A_negative_integer_id_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ProductKey(7, -1L));

    [Fact]
    public void Ids_that_differ_in_writing_are_different_products() => Assert.NotEqual(new ProductKey(7, "7"), new ProductKey(7, "007"));
}
