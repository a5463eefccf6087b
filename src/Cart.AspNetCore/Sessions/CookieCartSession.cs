using System.Buffers.Text;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Hosting;

namespace Cart.AspNetCore;

/// <summary>
/// Keeps a shopper's cart id in a protected cookie. A forged, foreign or garbled cookie counts as none. Only a change that took effect sets a
/// cookie. There is one instance for each request.
/// </summary>
/// <remarks>
/// The cookie contains the cart and the next cart, so concurrent requests with one cookie move on to the same next cart after the first was
/// ordered or has expired. It also contains the carts before. Each new cookie names another next cart.
/// </remarks>
public sealed class CookieCartSession(
    IHttpContextAccessor accessor, IDataProtectionProvider protection, IHostEnvironment environment) : ICartSession
{
    /// <summary>The name of the cookie.</summary>
    public const string CookieName = "__Host-" + DevelopmentCookieName;

    /// <summary>The name of the cookie on plain http in Development, where browsers refuse the prefix.</summary>
    public const string DevelopmentCookieName = "cart";

    private const int IdLength = 16;

    private readonly HttpContext _context = accessor.RequireContext();
    private readonly ShopperCookie _cookie = new(protection, environment, DevelopmentCookieName, "Cart.AspNetCore.CookieCartSession");

    private Content? _held;
    private bool _isRead;
    private bool _isNew;

    /// <summary>
    /// Gets the signed-in user, as <see cref="CartHttpOptions.UserIdClaimTypes"/> or <see cref="CartHttpOptions.UserId"/> define; null for a guest.
    /// </summary>
    public string? UserId => RequestShopper.UserId(_context);

    /// <inheritdoc/>
    public bool CopiesKnowNext => true;

    /// <inheritdoc/>
    public bool IsNew => Held() is null || _isNew;

    /// <inheritdoc/>
    public ValueTask PrepareAsync(CancellationToken cancellationToken = default)
    {
        _cookie.Prepare(_context);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<CartId?> FindAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Held()?.Live);

    /// <inheritdoc/>
    public ValueTask<CartId> NextAsync(CartId? ended, CancellationToken cancellationToken = default) => ValueTask.FromResult(Held() switch
    {
        { } held when ended is null || ended == held.Live => held.Next,
        _ => CartId.New(),
    });

    /// <inheritdoc/>
    public ValueTask SetAsync(CartId cart, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        Write(cart, ended);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RenewAsync(CartId? cart = null, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        Write(cart ?? default, ended);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<CartId>> ListEndedAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Held()?.Ended ?? []);

    private void Write(CartId cart, CartId? ended)
    {
        var before = Held()?.Ended ?? [];
        var after = ended is { } last ? [last, .. before.Where(known => known != last).Take(ICartSession.MaxEnded - 1)] : before;
        (_held, _isRead) = (new Content(cart, CartId.New(), after), true);
        _cookie.Write(_context, _held.ToBytes());
    }

    private Content? Held()
    {
        if (!_isRead)
        {
            (_held, _isRead) = (Content.From(_cookie.Read(_context)), true);
            _isNew = _held is null;
        }

        return _held;
    }

    private sealed record Content(CartId Cart, CartId Next, ImmutableArray<CartId> Ended)
    {
        // A session without a cart has the id of zeros.
        public CartId? Live => Cart == default ? null : Cart;

        public static Content? From(byte[]? bytes)
        {
            if (bytes is null || bytes.Length % IdLength != 0 || bytes.Length / IdLength is < 2 or > 2 + ICartSession.MaxEnded)
            {
                return null;
            }

            var ended = new CartId[(bytes.Length / IdLength) - 2];
            for (var i = 0; i < ended.Length; i++)
            {
                ended[i] = IdAt(bytes, i + 2);
            }

            return new Content(IdAt(bytes, 0), IdAt(bytes, 1), [.. ended]);
        }

        private static CartId IdAt(byte[] bytes, int place) => CartId.FromGuid(new Guid(bytes.AsSpan(place * IdLength, IdLength)));

        public byte[] ToBytes() => [.. Ended.Prepend(Next).Prepend(Cart).SelectMany(static id => id.ToGuid().ToByteArray())];
    }
}

/// <summary>
/// Represents a cookie that only this shop can write: protected by ASP.NET Core Data Protection, for this host and its own requests. A forged,
/// foreign or garbled cookie reads as none.
/// </summary>
internal sealed class ShopperCookie(IDataProtectionProvider protection, IHostEnvironment environment, string name, string purpose)
{
    // A longer text is never our cookie, and not worth decrypting.
    private const int MaxLength = 1024;

    // The cookie must outlive every cart. The store decides how long a cart lives.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(365);

    // Created on demand, because most requests do not need it.
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

    /// <summary>Verifies that the cookie can be written, before a change that only the cookie leads to.</summary>
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

        // The last value of a request counts. Browsers would use the last of two anyway, but a smaller response is clearer.
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

    // Browsers refuse the prefix on plain HTTP.
    private string NameFor(HttpContext context) => IsPlain(context) ? name : "__Host-" + name;

    private bool IsPlain(HttpContext context) => environment.IsDevelopment() && !context.Request.IsHttps;
}

/// <summary>
/// Caches the content of shoppers' last cookies for a minute, because decryption takes as long as the rest of a request in this library. Each
/// provider of Data Protection has its own cache, because it has its own keys.
/// </summary>
/// <remarks>
/// Only decrypted cookies are cached, so forged ones displace nothing. After Data Protection has read that a key is revoked, which it checks once
/// a day, cookies with that key end within a minute.
/// </remarks>
internal static class OpenedCookies
{
    private const int MaxCookies = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private static readonly ConditionalWeakTable<IDataProtectionProvider, MemoryCache> OfProviders = [];

    /// <summary>Returns the content of a cookie, from the cache or decrypted now. Do not modify it.</summary>
    /// <remarks>The same text under another purpose is another cookie. Exceptions pass through, and nothing is cached.</remarks>
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
