using System.Buffers.Text;
using System.Security.Cryptography;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Cart.AspNetCore;

/// <summary>
/// Knows a shopper's cart by a protected cookie. A cookie that is forged, foreign or garbled counts as none; only a change that
/// took effect ever sets one.
/// </summary>
/// <remarks>
/// The cookie names the cart and the cart after it. So all requests that come with one cookie after its cart was ordered or has
/// expired move on to the same next cart, also when they come at once.
/// </remarks>
public sealed class CookieCartSession(CartEngine engine, IDataProtectionProvider protection, IHostEnvironment environment)
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
    private readonly bool _isDevelopment = environment.IsDevelopment();

    /// <summary>Returns the shopper's cart, or null for a visitor who has none. Changes nothing.</summary>
    public CartId? Find(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Read(context)?.Cart;
    }

    /// <summary>
    /// Changes the shopper's cart, and starts the next one when the shopper has none, or one that has expired or was ordered.
    /// </summary>
    /// <returns>The engine's answer; refusals are statuses.</returns>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public async ValueTask<CartResult> ApplyAsync(HttpContext context, CartMutation mutation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(mutation);
        if (Read(context) is not { } held)
        {
            return await StartAsync(context, CartId.New(), mutation, cancellationToken).ConfigureAwait(false);
        }

        var result = await engine.ApplyAsync(held.Cart, mutation with { MustExist = true }, cancellationToken).ConfigureAwait(false);
        if (result.Status is not (CartStatus.CartNotFound or CartStatus.Ordered))
        {
            return result;
        }

        result = await StartAsync(context, held.Next, mutation, cancellationToken).ConfigureAwait(false);
        return result.Status is CartStatus.Ordered
            ? await StartAsync(context, CartId.New(), mutation, cancellationToken).ConfigureAwait(false)
            : result;
    }

    private async ValueTask<CartResult> StartAsync(
        HttpContext context, CartId cart, CartMutation mutation, CancellationToken cancellationToken)
    {
        var result = await engine.ApplyAsync(cart, mutation with { MustExist = false }, cancellationToken).ConfigureAwait(false);
        if (result.Status is CartStatus.Ok)
        {
            Write(context, cart, CartId.New());
        }

        return result;
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

    private bool IsPlain(HttpContext context) => _isDevelopment && !context.Request.IsHttps;
}
