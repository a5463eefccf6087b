using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cart.Engine.Tests;

public sealed class DiscountCodeTests
{
    private const string Expected = "CART_TEST_CODE_KEYS";

    // At most so many characters were added to Unicode since the version of the table, and change their form.
    private const int NewInLaterVersions = 300;

    // Letters whose capitals came with Unicode 16: an older library of the system does not know them.
    private static readonly HashSet<int> NewCapitals =
        [0x19B, 0x264, 0x1C8A, 0xA7CD, 0xA7DB, 0x10791, .. Enumerable.Range(0x10D70, 0x16)];

    [Theory]
    [InlineData("welcome10", "WELCOME10")]
    [InlineData(" \t WELCOME10 \n", "WELCOME10")]
    [InlineData("WELCOME10\u200b", "WELCOME10")]
    [InlineData("\ufeffWELCOME10", "WELCOME10")]
    [InlineData("\u200b WELCOME10 \u200b", "WELCOME10")]
    [InlineData("wel\u00adcome\u202e10", "WELCOME10")]
    [InlineData("\ud83c\udff4\udb40\udc67\udb40\udc7f", "\ud83c\udff4")]
    [InlineData("ＷＥＬＣＯＭＥ１０", "WELCOME10")]
    [InlineData("Ⓦelcome①⓪", "WELCOME10")]
    [InlineData("o\u0301", "Ó")]
    [InlineData("o\u200b\u0301", "Ó")]
    [InlineData("ﬁx", "FIX")]
    [InlineData("\u1100\u1161\u11a8", "각")]
    [InlineData("straße", "STRAßE")]
    public void Codes_are_one_whatever_their_form_case_width_and_invisible_characters(string typed, string same)
    {
        Assert.Equal(DiscountCode.Parse(same), DiscountCode.Parse(typed));
        Assert.Equal(DiscountCode.Parse(same).Key, DiscountCode.Parse(typed).Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \u3000")]
    [InlineData("\u200b\ufeff")]
    [InlineData("AB\u0000")]
    [InlineData("AB\u0085C")]
    [InlineData("AB\ud800")]
    [InlineData("\udc00AB")]
    public void A_text_without_visible_characters_or_with_control_characters_is_not_a_code(string text) =>
        Assert.False(DiscountCode.TryParse(text, out _));

    [Theory]
    [InlineData("JUNE\ue000", "U+E000")]
    [InlineData("JUNE\u0378", "U+0378")]
    [InlineData("JUNE\U000F0000", "U+F0000")]
    [InlineData("JUNE\uffff", "U+FFFF")]
    public void A_new_discount_is_refused_a_character_without_a_shape_and_a_stored_one_keeps_it(string text, string named)
    {
        var input = new DiscountInput { Code = text, Value = 10 };

        var error = Assert.Single(input.Read(out var discount));

        Assert.Equal("code", error.Field);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Empty((input with { Value = 20 }).Read(out _, stored: discount));
    }

    [Fact]
    public void The_form_of_a_code_is_that_of_the_platform()
    {
        var differing = new List<string>();
        foreach (var text in Texts())
        {
            var visible = string.Concat(text.EnumerateRunes().Where(static rune => Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format));
            if (DiscountCode.TryParse(text, out var code) && code.Text != visible.Normalize(NormalizationForm.FormKC).Trim())
            {
                differing.Add($"U+{text.EnumerateRunes().First().Value:X4}");
            }
        }

        Assert.True(differing.Count < NewInLaterVersions, string.Join(' ', differing.Distinct()));
    }

    [Fact]
    public async Task Keys_are_the_same_in_a_process_without_globalization()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "-method", "*.Codes_are_one_whatever*", "-method", "*.Keys_are_those_that_are_expected" },
            Environment = { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1", [Expected] = Digest() },
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Insert(0, typeof(DiscountCodeTests).Assembly.Location);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.DoesNotContain("Total: 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_those_that_are_expected()
    {
        // In the process of the test above, which has no globalization; in the usual one this compares a digest with itself.
        Assert.Equal(Environment.GetEnvironmentVariable(Expected) ?? Digest(), Digest());
    }

    private static string Digest()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in Texts())
        {
            digest.AppendData(Encoding.Unicode.GetBytes(DiscountCode.TryParse(text, out var code) ? code.Key : "none"));
        }

        return Convert.ToHexString(digest.GetHashAndReset());
    }

    // Every assigned character, alone and between others that combine with it.
    private static IEnumerable<string> Texts() =>
        from value in Enumerable.Range(0x20, 0x1FFE0)
        where Rune.IsValid(value) && !NewCapitals.Contains(value)
        let rune = new Rune(value)
        where Rune.GetUnicodeCategory(rune) is not UnicodeCategory.OtherNotAssigned
        from text in new[] { rune.ToString(), $"a{rune}\u0301\u0323", $"{rune}\u0327\u3099\u1161\u11a8" }
        select text;
}
