using System.Collections.Immutable;
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
/// The cookie names the cart and the cart after it, so concurrent requests with one cookie, after its cart was ordered or has expired,
/// move on to the same next cart. Behind these two stand the carts before. Each cookie that is set names another next cart.
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

    /// <summary>The user who is signed in: as <see cref="CartHttpOptions.UserIdClaimTypes"/> or <see cref="CartHttpOptions.UserId"/> say; null for a guest.</summary>
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
        // A session without a cart names the id of zeros.
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
