namespace Cart.Engine.Tests;

/// <summary>Names in log lines show every character and stay in one line.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("Łukasz 李 😀", "Łukasz 李 😀")]
    [InlineData("a\r\nb\t\u001b[31m", "a\\u000d\\u000ab\\u0009\\u001b[31m")]
    [InlineData("a\u0085\u2028\u2029b", "a\\u0085\\u2028\\u2029b")]
    [InlineData("\u202eevil\u2066\u200f\u00ad\ufeff", "\\u202eevil\\u2066\\u200f\\u00ad\\ufeff")]
    [InlineData("\ue000", "\\ue000")]
    public void Characters_that_nobody_sees_are_written_as_codes(string name, string shown) => Assert.Equal(shown, LogText.Of(name));

    [Fact]
    public void A_long_name_is_cut_between_two_characters()
    {
        Assert.Equal("ab", LogText.Of("abc", maxLength: 2));
        Assert.Equal("a", LogText.Of("a\u202e", maxLength: 5));
    }
}
