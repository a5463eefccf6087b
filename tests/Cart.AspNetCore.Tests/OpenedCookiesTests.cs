using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Cart.AspNetCore.Tests;

/// <summary>What is remembered of a cookie, and for whom.</summary>
public sealed class OpenedCookiesTests
{
    private readonly EphemeralDataProtectionProvider _protection = new();
    private int _opened;

    [Fact]
    public void A_cookie_is_opened_once()
    {
        Assert.Equal([1], OpenedCookies.Open(_protection, "cart", "text", Opens(1)));
        Assert.Equal([1], OpenedCookies.Open(_protection, "cart", "text", Opens(2)));
        Assert.Equal(1, _opened);
    }

    [Fact]
    public void The_same_text_for_another_purpose_or_under_other_keys_is_another_cookie()
    {
        OpenedCookies.Open(_protection, "cart", "text", Opens(1));

        Assert.Equal([2], OpenedCookies.Open(_protection, "session", "text", Opens(2)));
        Assert.Equal([3], OpenedCookies.Open(new EphemeralDataProtectionProvider(), "cart", "text", Opens(3)));
    }

    [Fact]
    public void What_could_not_be_opened_is_not_remembered()
    {
        Assert.Throws<CryptographicException>(
            () => OpenedCookies.Open(_protection, "cart", "forged", static _ => throw new CryptographicException()));

        Assert.Equal([1], OpenedCookies.Open(_protection, "cart", "forged", Opens(1)));
    }

    private Func<string, byte[]> Opens(byte content) => _ =>
    {
        _opened++;
        return [content];
    };
}
