using System.Collections.Immutable;
using System.Security.Cryptography;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Cart.AspNetCore;

/// <summary>
/// Keeps a shopper's cart id in the cart store: in Redis, or in another store of the host. The browser has only a secret in a protected
/// cookie; no server session is needed. Concurrent requests of a session agree on one cart. There is one instance for each request.
/// </summary>
public sealed class RedisCartSession(
    IUserCarts carts, IHttpContextAccessor accessor, IDataProtectionProvider protection, IHostEnvironment environment) : ICartSession
{
    /// <summary>The name of the cookie.</summary>
    public const string CookieName = "__Host-" + DevelopmentCookieName;

    /// <summary>The name of the cookie on plain http in Development, where browsers refuse the prefix.</summary>
    public const string DevelopmentCookieName = "cart-session";

    private const int SecretLength = 16;

    private readonly HttpContext _context = accessor.RequireContext();
    private readonly ShopperCookie _cookie = new(protection, environment, DevelopmentCookieName, "Cart.AspNetCore.RedisCartSession");

    private string? _session;
    private CartId? _cart;
    private bool _isRead;
    private bool? _isNew;

    /// <summary>
    /// Gets the signed-in user, as <see cref="CartHttpOptions.UserIdClaimTypes"/> or <see cref="CartHttpOptions.UserId"/> define; null for a guest.
    /// </summary>
    public string? UserId => RequestShopper.UserId(_context);

    /// <inheritdoc/>
    public bool IsNew => _isNew ??= Session() is null;

    /// <inheritdoc/>
    public ValueTask PrepareAsync(CancellationToken cancellationToken = default)
    {
        _cookie.Prepare(_context);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<CartId?> FindAsync(CancellationToken cancellationToken = default)
    {
        if (!_isRead)
        {
            _cart = Session() is { } session
                ? await carts.FindActiveAsync(session, cancellationToken).ConfigureAwait(false)
                : null;
            _isRead = true;
        }

        return _cart;
    }

    /// <inheritdoc/>
    public async ValueTask<CartId> NextAsync(CartId? ended, CancellationToken cancellationToken = default)
    {
        if (Session() is not { } session)
        {
            return CartId.New();
        }

        return await carts.AgreeOnNextAsync(session, CartId.New(), ended, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(CartId cart, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        if (Session() is not { } session)
        {
            await RenewAsync(cart, ended, cancellationToken).ConfigureAwait(false);
            return;
        }

        var active = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (active != cart)
        {
            _cart = await carts.ClaimActiveAsync(session, cart, ended ?? active, cancellationToken).ConfigureAwait(false);
            _isRead = true;
        }
    }

    /// <inheritdoc/>
    public async ValueTask RenewAsync(CartId? cart = null, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        _isNew ??= Session() is null;
        var before = await ListEndedAsync(cancellationToken).ConfigureAwait(false);
        var secret = RandomNumberGenerator.GetBytes(SecretLength);
        var session = SessionOwner.Of(Convert.ToHexString(secret));
        foreach (var past in before.Reverse().Append(ended ?? default).Where(static past => past != default))
        {
            await carts.AddAsync(session, past, cancellationToken).ConfigureAwait(false);
        }

        if (cart is { } kept)
        {
            await carts.ClaimActiveAsync(session, kept, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        (_session, _cart, _isRead) = (session, cart, true);
        _cookie.Write(_context, secret);
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<CartId>> ListEndedAsync(CancellationToken cancellationToken = default)
    {
        if (Session() is not { } session)
        {
            return [];
        }

        var known = await carts.ListAsync(session, cancellationToken).ConfigureAwait(false);
        return [.. known.Take(ICartSession.MaxEnded)];
    }

    private string? Session() => _session ??= _cookie.Read(_context) is { Length: SecretLength } secret
        ? SessionOwner.Of(Convert.ToHexString(secret))
        : null;
}

/// <summary>Provides the name under which <see cref="Cart.Engine.IUserCarts"/> keeps the carts of a session, beside those of users.</summary>
internal static class SessionOwner
{
    // Cannot equal a user id, which contains no control characters.
    public static string Of(string sessionId) => "\u0001session " + sessionId;
}
