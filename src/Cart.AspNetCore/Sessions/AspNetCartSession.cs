using System.Security.Cryptography;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Cart.AspNetCore;

/// <summary>
/// Keeps a shopper's cart id in the session of ASP.NET Core. It lives as long as the session, by default 20 minutes, in the memory of the process.
/// A distributed cache keeps it longer and shares it between processes.
/// </summary>
/// <remarks>
/// A session of ASP.NET Core cannot change its id. So from the first sign-in on, a second cookie contains the secret under which the session
/// keeps the cart. A copy of the session cookie alone, or with an older secret, finds at most the cart of that time.
/// </remarks>
public sealed class AspNetCartSession(
    IHttpContextAccessor accessor, IUserCarts carts, IDataProtectionProvider protection, IHostEnvironment environment) : CartSessionAdapter(accessor)
{
    private const int SecretLength = 16;

    private readonly ShopperCookie _proof = new(protection, environment, "cart-proof", "Cart.AspNetCore.AspNetCartSession");

    private string? _secret;

    private ISession Session => Context.Features.Get<ISessionFeature>()?.Session
        ?? throw new InvalidOperationException("The request has no session. Call app.UseCart(), or app.UseSession(), before the endpoints that use carts.");

    private string Secret => _secret ??= _proof.Read(Context) is { Length: SecretLength } secret ? Convert.ToHexString(secret) : "";

    /// <inheritdoc/>
    protected override async ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        return Session.GetString(NameOf(key));
    }

    /// <inheritdoc/>
    protected override async ValueTask SetAsync(string key, string value, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        Session.SetString(NameOf(key), value);
    }

    /// <inheritdoc/>
    protected override async ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        Session.Remove(NameOf(key));
    }

    /// <inheritdoc/>
    protected override async ValueTask RenewSecretAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        var secret = RandomNumberGenerator.GetBytes(SecretLength);
        _secret = Convert.ToHexString(secret);
        _proof.Write(Context, secret);

        // The secret belongs to a session with a cookie, even if the session keeps nothing else.
        Session.SetString(NameOf(EndedKey), "");
    }

    private protected override async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        await base.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        _proof.Prepare(Context);
    }

    // The middleware saves the session only after the response. The client's next request would not find the new values.
    private protected override async ValueTask SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Session.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new CartUnavailableException("The session could not be saved.", outcomeUnknown: true, exception);
        }
    }

    // Each request has a copy of the session, and the last to end overwrites the others. Only the store makes them agree.
    /// <inheritdoc/>
    protected override async ValueTask<CartId> NextCartIdAsync(CartId? ended, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        var owner = SessionOwner.Of(Secret.Length == 0 ? Session.Id : Secret);
        return await carts.AgreeOnNextAsync(owner, CartId.New(), ended, cancellationToken).ConfigureAwait(false);
    }

    private string NameOf(string key) => Secret.Length == 0 ? key : $"{key} {Secret}";

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        var session = Session;
        try
        {
            await session.LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new CartUnavailableException("The session could not be read.", outcomeUnknown: false, exception);
        }
    }
}
