using Microsoft.Extensions.Caching.Memory;

namespace Cart.AspNetCore;

/// <summary>
/// Remembers for a minute what the last cookies of shoppers held: to open one costs as much time as the rest of a request in this library.
/// One for each host, because each has its own keys.
/// </summary>
/// <remarks>
/// Only what was opened is kept, so that forged cookies push nothing out. A key that is revoked ends the cookies that it protects within a
/// minute after Data Protection has heard of it, which itself looks once a day.
/// </remarks>
internal sealed class OpenedCookies : IDisposable
{
    private const int MaxCookies = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _contents = new(new MemoryCacheOptions { SizeLimit = MaxCookies });

    /// <summary>Returns what a cookie holds: remembered, or else opened now. It is not to be changed.</summary>
    /// <param name="purpose">What the cookie is protected for: the same text under another purpose is another cookie.</param>
    /// <param name="text">The cookie.</param>
    /// <param name="open">Opens it; what it throws is thrown on, and nothing remembered.</param>
    public byte[] Open(string purpose, string text, Func<string, byte[]> open)
    {
        var cookie = (purpose, text);
        if (_contents.TryGetValue(cookie, out byte[]? known))
        {
            return known!;
        }

        var opened = open(text);
        _contents.Set(cookie, opened, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime });
        return opened;
    }

    /// <inheritdoc/>
    public void Dispose() => _contents.Dispose();
}
