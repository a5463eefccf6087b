using System.Collections.Immutable;
using System.Security.Cryptography;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Cart.AspNetCore;

/// <summary>
/// Knows a shopper's cart by a session of its own, which it keeps where the carts are: in Redis, or in whatever the host has chosen. The
/// browser holds a secret in a protected cookie and nothing else; no server session is needed. All requests of a session that come at once
/// agree on one cart. One for each request.
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

    /// <summary>Gets the user who is signed in: as <see cref="CartHttpOptions.UserIdClaimTypes"/> or <see cref="CartHttpOptions.UserId"/> say; null for a guest.</summary>
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

/// <summary>The name under which <see cref="Cart.Engine.IUserCarts"/> keeps the carts of a session, beside those of users.</summary>
internal static class SessionOwner
{
    // No user is called so: a user's name holds no control character.
    public static string Of(string sessionId) => "\u0001session " + sessionId;
}
