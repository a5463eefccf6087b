using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Cart.AspNetCore;

/// <summary>
/// Knows a shopper's cart by a protected cookie. A cookie that is forged, foreign or garbled counts as none; only a change that
/// took effect ever sets one. One for each request.
/// </summary>
/// <remarks>
/// The cookie names the cart and the cart after it. So all requests that come with one cookie after its cart was ordered or has
/// expired move on to the same next cart, also when they come at once.
/// </remarks>
public sealed class CookieCartSession(
    IHttpContextAccessor accessor, IDataProtectionProvider protection, IHostEnvironment environment) : ICartSession
{
    /// <summary>The name of the cookie.</summary>
    public const string CookieName = "__Host-cart";

    /// <summary>The name of the cookie on plain http in Development, where browsers refuse the prefix.</summary>
    public const string DevelopmentCookieName = "cart";

    private const int IdLength = 16;

    // What is longer is no cookie of ours, and not worth the decryption.
    private const int MaxCookieLength = 1024;

    // The cookie only has to outlive every cart; how long a cart lives, the store decides.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(365);

    private readonly IDataProtector _protector = protection.CreateProtector("Cart.AspNetCore.CookieCartSession", "v1");
    private readonly HttpContext _context = accessor.HttpContext
        ?? throw new InvalidOperationException("A cart that is known by a cookie is there only in an HTTP request.");

    private (CartId Cart, CartId Next)? _held;
    private bool _isRead;

    /// <summary>The user who is signed in: the name identifier among the claims of the request's user; null for a guest.</summary>
    public string? UserId =>
        _context.User.Identity?.IsAuthenticated is true ? _context.User.FindFirstValue(ClaimTypes.NameIdentifier) : null;

    /// <inheritdoc/>
    public ValueTask<CartId?> FindAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Held()?.Cart);

    /// <inheritdoc/>
    public ValueTask<CartId> NextAsync(CartId? ended, CancellationToken cancellationToken = default) => ValueTask.FromResult(Held() switch
    {
        { } held when ended is null || ended == held.Cart => held.Next,
        _ => CartId.New(),
    });

    /// <inheritdoc/>
    public ValueTask SetAsync(CartId cart, CancellationToken cancellationToken = default)
    {
        (_held, _isRead) = ((cart, CartId.New()), true);
        Write(_context, cart, _held.Value.Next);
        return ValueTask.CompletedTask;
    }

    private (CartId Cart, CartId Next)? Held()
    {
        if (!_isRead)
        {
            (_held, _isRead) = (Read(_context), true);
        }

        return _held;
    }

    private (CartId Cart, CartId Next)? Read(HttpContext context)
    {
        if (context.Request.Cookies[NameFor(context)] is not { Length: > 0 and <= MaxCookieLength } text)
        {
            return null;
        }

        try
        {
            var bytes = _protector.Unprotect(Base64Url.DecodeFromChars(text)).AsSpan();
            return bytes.Length == 2 * IdLength
                ? (CartId.FromGuid(new Guid(bytes[..IdLength])), CartId.FromGuid(new Guid(bytes[IdLength..])))
                : null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private void Write(HttpContext context, CartId cart, CartId next)
    {
        byte[] ids = [.. cart.ToGuid().ToByteArray(), .. next.ToGuid().ToByteArray()];
        context.Response.Cookies.Append(NameFor(context), Base64Url.EncodeToString(_protector.Protect(ids)), new CookieOptions
        {
            HttpOnly = true,
            Secure = !IsPlain(context),
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = MaxAge,
            IsEssential = true,
        });
    }

    private string NameFor(HttpContext context) => IsPlain(context) ? DevelopmentCookieName : CookieName;

    private bool IsPlain(HttpContext context) => environment.IsDevelopment() && !context.Request.IsHttps;
}
