using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
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

    /// <summary>Makes sure that the cookie can be written before anything is changed that only the cookie leads to.</summary>
    /// <exception cref="CartRefusedException">The response has started, so no cookie can be set.</exception>
    /// <exception cref="CartUnavailableException">The keys of Data Protection cannot be used.</exception>
    public void Prepare(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            throw CartErrors.SessionRequired.ToException();
        }

        Protect([], outcomeUnknown: false);
    }

    public void Write(HttpContext context, byte[] content)
    {
        var text = Protect(content, outcomeUnknown: true);

        // The last value of a request counts: a browser that got both would too, but a smaller answer is clearer.
        var cookieName = NameFor(context);
        var cookies = context.Response.Headers.SetCookie;
        context.Response.Headers.SetCookie =
            cookies.Where(cookie => cookie?.StartsWith(cookieName + "=", StringComparison.Ordinal) is not true).ToArray();
        context.Response.Cookies.Append(cookieName, text, new CookieOptions
        {
            HttpOnly = true,
            Secure = !IsPlain(context),
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = MaxAge,
            IsEssential = true,
        });
    }

    private string Protect(byte[] content, bool outcomeUnknown)
    {
        try
        {
            return Base64Url.EncodeToString(Protector.Protect(content));
        }
        catch (CryptographicException unusable)
        {
            throw new CartUnavailableException("The keys of Data Protection cannot be used to protect a cookie.", outcomeUnknown, unusable);
        }
    }

    // Browsers refuse the prefix on plain http.
    private string NameFor(HttpContext context) => IsPlain(context) ? name : "__Host-" + name;

    private bool IsPlain(HttpContext context) => environment.IsDevelopment() && !context.Request.IsHttps;
}

/// <summary>
/// Remembers for a minute what the last cookies of shoppers held: to open one costs as much time as the rest of a request in this library.
/// Each provider of Data Protection has its own, because it has its own keys.
/// </summary>
/// <remarks>
/// Only what was opened is kept, so that forged cookies push nothing out. A key that is revoked ends the cookies that it protects within a
/// minute after Data Protection has heard of it, which itself looks once a day.
/// </remarks>
internal static class OpenedCookies
{
    private const int MaxCookies = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private static readonly ConditionalWeakTable<IDataProtectionProvider, MemoryCache> OfProviders = [];

    /// <summary>Returns what a cookie holds: remembered, or else opened now. It is not to be changed.</summary>
    /// <remarks>The same text under another purpose is another cookie. What opening it throws is thrown on, and nothing remembered.</remarks>
    public static byte[] Open(IDataProtectionProvider protection, string purpose, string text, Func<string, byte[]> open)
    {
        var contents = OfProviders.GetValue(protection, static _ => new MemoryCache(new MemoryCacheOptions { SizeLimit = MaxCookies }));
        var cookie = (purpose, text);
        if (contents.TryGetValue(cookie, out byte[]? known))
        {
            return known!;
        }

        var opened = open(text);
        contents.Set(cookie, opened, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime });
        return opened;
    }
}
