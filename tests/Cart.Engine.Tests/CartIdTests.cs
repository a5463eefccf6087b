namespace Cart.Engine.Tests;

public sealed class CartIdTests
{
    [Theory]
    [InlineData("0f1e2d3c4b5a69788796a5b4c3d2e1f0")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("ffffffffffffffffffffffffffffffff")]
    public void An_id_is_32_hexadecimal_digits(string text)
    {
        Assert.True(CartId.TryParse(text, out var id));
        Assert.Equal(text, id.ToString());
        Assert.Equal(id, CartId.FromGuid(id.ToGuid()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0F1E2D3C4B5A69788796A5B4C3D2E1F0")]
    [InlineData("0f1e2d3c4b5a69788796a5b4c3d2e1f")]
    [InlineData("0f1e2d3c4b5a69788796a5b4c3d2e1f00")]
    [InlineData("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0")]
    [InlineData("{0f1e2d3c4b5a69788796a5b4c3d2e1f0}")]
    [InlineData("0f1e2d3c4b5a69788796a5b4c3d2e1fg")]
    [InlineData("0x1e2d3c4b5a69788796a5b4c3d2e1f0")]
    [InlineData("0f1e2d3c4b5a69788796a5b4c3d2e1f}")]
    public void Anything_else_is_no_id(string? text)
    {
        Assert.False(CartId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Theory]
    [InlineData(" 0f1e2d3c4b5a69788796a5b4c3d2e1f0")]
    [InlineData("0f1e2d3c4b5a69788796a5b4c3d2e1f0 ")]
    [InlineData("0f1e2d3c4b5a69788796a5b4c3d2e1f0\n")]
    public void White_space_is_no_part_of_an_id(string text) => Assert.False(CartId.TryParse(text, out _));

    [Fact]
    public void New_ids_do_not_meet()
    {
        var ids = Enumerable.Range(0, 1000).Select(static _ => CartId.New()).ToHashSet();
        Assert.Equal(1000, ids.Count);
    }

    [Fact]
    public void All_128_bits_of_a_new_id_are_random()
    {
        byte[] everSet = new byte[16], everClear = new byte[16];
        foreach (var bytes in Enumerable.Range(0, 200).Select(static _ => CartId.New().ToGuid().ToByteArray()))
        {
            for (var place = 0; place < 16; place++)
            {
                everSet[place] |= bytes[place];
                everClear[place] |= (byte)~bytes[place];
            }
        }

        Assert.All(everSet.Concat(everClear), static bits => Assert.Equal(0xff, bits));
    }

    [Fact]
    public void A_name_always_derives_the_same_id()
    {
        Assert.Equal(CartId.DeriveFrom("invoice 536365"), CartId.DeriveFrom("invoice 536365"));
        Assert.NotEqual(CartId.DeriveFrom("invoice 536365"), CartId.DeriveFrom("invoice 536366"));
    }

    [Fact]
    public void An_empty_name_derives_nothing() => Assert.Throws<ArgumentException>(() => CartId.DeriveFrom(""));
}
