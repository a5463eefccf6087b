using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Memory;

namespace Cart.AspNetCore;

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
    /// <param name="protection">Whose keys protect it.</param>
    /// <param name="purpose">What the cookie is protected for: the same text under another purpose is another cookie.</param>
    /// <param name="text">The cookie.</param>
    /// <param name="open">Opens it; what it throws is thrown on, and nothing remembered.</param>
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
