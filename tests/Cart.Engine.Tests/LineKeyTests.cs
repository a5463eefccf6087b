using System.Text;

namespace Cart.Engine.Tests;

public sealed class LineKeyTests
{
    public static TheoryData<string, string, string?> Keys => new()
    {
        { "7:42", "7:42", null },
        { "7:42#k3JdX1aQ9bc", "7:42", "k3JdX1aQ9bc" },
        { "8:BANK CHARGES#-_AZaz09xyz", "8:BANK CHARGES", "-_AZaz09xyz" },
        { "8:a#b", "8:a#b", null },
        { "8:a#", "8:a#", null },
        { "8:a##k3JdX1aQ9bc", "8:a#", "k3JdX1aQ9bc" },
        { "8:a#k3JdX1aQ9b", "8:a#k3JdX1aQ9b", null },
        { "8:a#k3JdX1aQ9b!", "8:a#k3JdX1aQ9b!", null },

        // An object id that ends like a digest is closed, so that it is not read as one.
        { "8:a#k3JdX1aQ9bc#", "8:a#k3JdX1aQ9bc", null },
        { "8:a#k3JdX1aQ9bc##", "8:a#k3JdX1aQ9bc#", null },
        { "8:a#k3JdX1aQ9bc#k3JdX1aQ9bc", "8:a#k3JdX1aQ9bc", "k3JdX1aQ9bc" },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_a_product_and_perhaps_a_digest(string text, string product, string? digest)
    {
        Assert.True(ProductKey.TryParse(product, out var expected));

        Assert.True(LineKey.TryParse(text, out var key));
        Assert.True(LineKey.TryParse(Encoding.UTF8.GetBytes(text), out var same));

        Assert.Equal((expected, digest, text), (key.Product, key.Digest, key.ToString()));
        Assert.Equal(new LineKey(expected, digest), key);
        Assert.Equal(key, same);
        Assert.Equal(key.GetHashCode(), same.GetHashCode());
        Assert.Equal(key, LineKey.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("7:")]
    [InlineData("7:4:2")]
    [InlineData("0:42")]
    [InlineData("7:#k3JdX1aQ9bc")]
    [InlineData("7:ü")]
    [InlineData("7:42#k3JdX1aQ9bc\n")]
    public void Any_other_text_is_no_key(string? text) => Assert.False(LineKey.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("k3JdX1aQ9b")]
    [InlineData("k3JdX1aQ9bcd")]
    [InlineData("k3JdX1aQ9b=")]
    [InlineData("k3JdX1aQ9b\u0141")]
    public void A_digest_has_one_form(string digest) =>
        Assert.Throws<ArgumentException>(() => new LineKey(new ProductKey(7, 42), digest));

    [Fact]
    public void The_longest_key_is_read_again()
    {
        var key = new LineKey(new ProductKey(int.MaxValue, new string('x', ProductKey.MaxObjectIdLength)), "k3JdX1aQ9bc");

        Assert.Equal(LineKey.MaxLength, key.ToString().Length);
        Assert.Equal(key, LineKey.Parse(key.ToString()));
        Assert.False(LineKey.TryParse(key + "x", out _));
    }

    [Fact]
    public void Lines_of_one_product_are_different_lines()
    {
        var product = new ProductKey(7, 42);

        Assert.NotEqual(LineKey.Of(product), new LineKey(product, "k3JdX1aQ9bc"));
        Assert.NotEqual(new LineKey(product, "k3JdX1aQ9bd"), new LineKey(product, "k3JdX1aQ9bc"));
        Assert.Equal(default, LineKey.Of(default));
    }
}
