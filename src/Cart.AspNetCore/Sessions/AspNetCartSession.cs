using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cart.AspNetCore;

/// <summary>
/// Knows a shopper's cart by the session of ASP.NET Core: the default. It lives as long as that does, which by default is 20 minutes, in the
/// memory of the process; a distributed cache keeps it longer and for several processes.
/// </summary>
public sealed class AspNetCartSession(IHttpContextAccessor accessor, IUserCarts carts) : CartSessionAdapter(accessor)
{
    private ISession Session => Context.Features.Get<ISessionFeature>()?.Session
        ?? throw new InvalidOperationException("The request has no session: call app.UseCart() before the endpoints are mapped.");

    /// <inheritdoc/>
    protected override async ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        return Session.GetString(key);
    }

    /// <inheritdoc/>
    protected override async ValueTask SetAsync(string key, string value, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        Session.SetString(key, value);
    }

    /// <inheritdoc/>
    protected override async ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        Session.Remove(key);
    }

    // Each request has a copy of the session, and the last to end overwrites the others': only the store can make them agree.
    /// <inheritdoc/>
    protected override async ValueTask<CartId> NextCartIdAsync(CartId? ended, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        return await carts.ClaimActiveAsync(SessionOwner.Of(Session.Id), CartId.New(), ended, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Session.LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new CartUnavailableException("The session could not be read.", outcomeUnknown: false, exception);
        }
    }
}
