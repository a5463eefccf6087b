using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Cart.AspNetCore;

/// <summary>
/// A cookie that only this shop can write: protected by ASP.NET Core Data Protection, for this host and its own requests alone. One that is
/// forged, foreign or garbled reads as none.
/// </summary>
internal sealed class ShopperCookie(IDataProtectionProvider protection, IHostEnvironment environment, string name, string purpose)
{
    // What is longer is no cookie of ours, and not worth the decryption.
    private const int MaxLength = 1024;

    // The cookie only has to outlive every cart; how long a cart lives, the store decides.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(365);

    // Made when a cookie is opened or written, which most requests have no need of.
    private IDataProtector Protector => field ??= protection.CreateProtector(purpose, "v1");

    public byte[]? Read(HttpContext context)
    {
        if (context.Request.Cookies[NameFor(context)] is not { Length: > 0 and <= MaxLength } text)
        {
            return null;
        }

        try
        {
            return OpenedCookies.Open(protection, purpose, text, cookie => Protector.Unprotect(Base64Url.DecodeFromChars(cookie)));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    public void Write(HttpContext context, byte[] content)
    {
        // The last value of a request counts: a browser that got both would too, but a smaller answer is clearer.
        var cookieName = NameFor(context);
        var cookies = context.Response.Headers.SetCookie;
        context.Response.Headers.SetCookie =
            cookies.Where(cookie => cookie?.StartsWith(cookieName + "=", StringComparison.Ordinal) is not true).ToArray();
        context.Response.Cookies.Append(cookieName, Base64Url.EncodeToString(Protector.Protect(content)), new CookieOptions
        {
            HttpOnly = true,
            Secure = !IsPlain(context),
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = MaxAge,
            IsEssential = true,
        });
    }

    // Browsers refuse the prefix on plain http.
    private string NameFor(HttpContext context) => IsPlain(context) ? name : "__Host-" + name;

    private bool IsPlain(HttpContext context) => environment.IsDevelopment() && !context.Request.IsHttps;
}
