using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>
/// Provides a base for the host's own session, which keeps texts by name. Override how a text is read, written and deleted. Register it with
/// <c>services.AddCart().UseSession&lt;T&gt;()</c>. There is one instance for each request.
/// </summary>
/// <remarks>
/// An extension point. A text that is not a cart id counts as no cart. The session of a new visitor may be empty; nothing is written to it before
/// a change has taken effect.
/// </remarks>
public abstract class CartSessionAdapter(IHttpContextAccessor accessor) : ICartSession
{
    /// <summary>The name of the text that contains the cart id.</summary>
    public const string CartKey = "CART-ID";

    private protected const string EndedKey = "CART-ENDED";

    // What the session contained when the request arrived, not what the request has written.
    private bool? _isNew;

    /// <summary>Gets the request.</summary>
    protected HttpContext Context { get; } = accessor.RequireContext();

    /// <summary>
    /// Gets the signed-in user, as <see cref="CartHttpOptions.UserIdClaimTypes"/> or <see cref="CartHttpOptions.UserId"/> define; null for a guest.
    /// </summary>
    public virtual string? UserId => RequestShopper.UserId(Context);

    /// <summary>
    /// Gets whether the session can keep a cart, so that a change may start one. Otherwise the change is refused as <c>session_required</c>, and
    /// reads return an empty cart. Default: true until the response has started.
    /// </summary>
    protected virtual bool CanKeep => !Context.Response.HasStarted;

    /// <summary>Returns a text; null if none exists.</summary>
    protected abstract ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes a text.</summary>
    protected abstract ValueTask SetAsync(string key, string value, CancellationToken cancellationToken);

    /// <summary>Deletes a text. Does nothing if none exists.</summary>
    protected abstract ValueTask DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Returns the id of the session's cart; null if it has none. Deletes a text that is not an id.</summary>
    protected virtual async ValueTask<CartId?> GetCartIdAsync(CancellationToken cancellationToken)
    {
        var text = await GetAsync(CartKey, cancellationToken).ConfigureAwait(false);
        if (CartId.TryParse(text, out var cart))
        {
            return cart;
        }

        if (text is not null)
        {
            await DeleteAsync(CartKey, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Assigns a cart to the session.</summary>
    protected virtual ValueTask SetCartIdAsync(CartId cart, CancellationToken cancellationToken) =>
        SetAsync(CartKey, cart.ToString(), cancellationToken);

    /// <summary>
    /// Returns the id for the session's next cart. Override it if the session can make concurrent requests agree on one id. By default each request
    /// gets its own.
    /// </summary>
    protected virtual ValueTask<CartId> NextCartIdAsync(CartId? ended, CancellationToken cancellationToken) => ValueTask.FromResult(CartId.New());

    /// <summary>
    /// Continues the session under a new secret. Called at every sign-in and sign-out. Override it if the session can have a new secret; the kept
    /// texts are written again afterwards. By default it does nothing, and the client keeps its token.
    /// </summary>
    protected virtual ValueTask RenewSecretAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Verifies, before a change, that its cart can be kept.</summary>
    private protected virtual ValueTask PrepareAsync(CancellationToken cancellationToken) =>
        CanKeep ? ValueTask.CompletedTask : throw CartErrors.SessionRequired.ToException();

    ValueTask ICartSession.PrepareAsync(CancellationToken cancellationToken) => PrepareAsync(cancellationToken);

    /// <summary>Saves what was written, before the response is sent.</summary>
    private protected virtual ValueTask SaveAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    bool ICartSession.IsNew => _isNew ?? false;

    async ValueTask<CartId?> ICartSession.FindAsync(CancellationToken cancellationToken)
    {
        var cart = await GetCartIdAsync(cancellationToken).ConfigureAwait(false);
        _isNew ??= cart is null;
        return cart;
    }

    ValueTask<CartId> ICartSession.NextAsync(CartId? ended, CancellationToken cancellationToken) => NextCartIdAsync(ended, cancellationToken);

    async ValueTask ICartSession.SetAsync(CartId cart, CartId? ended, CancellationToken cancellationToken)
    {
        if (ended is not null)
        {
            var before = await EndedAsync(cancellationToken).ConfigureAwait(false);
            await RememberAsync(before, ended, cancellationToken).ConfigureAwait(false);
        }

        // Writing again can overwrite what a concurrent request, such as a sign-in, has written to the same session.
        if (await GetCartIdAsync(cancellationToken).ConfigureAwait(false) != cart)
        {
            await SetCartIdAsync(cart, cancellationToken).ConfigureAwait(false);
            await SaveAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    async ValueTask ICartSession.RenewAsync(CartId? cart, CartId? ended, CancellationToken cancellationToken)
    {
        var before = await EndedAsync(cancellationToken).ConfigureAwait(false);
        await RenewSecretAsync(cancellationToken).ConfigureAwait(false);
        if (ended is not null || before.Length > 0)
        {
            await RememberAsync(before, ended, cancellationToken).ConfigureAwait(false);
        }

        if (cart is { } kept)
        {
            await SetCartIdAsync(kept, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await DeleteAsync(CartKey, cancellationToken).ConfigureAwait(false);
        }

        await SaveAsync(cancellationToken).ConfigureAwait(false);
    }

    ValueTask<ImmutableArray<CartId>> ICartSession.ListEndedAsync(CancellationToken cancellationToken) => EndedAsync(cancellationToken);

    private ValueTask RememberAsync(ImmutableArray<CartId> before, CartId? ended, CancellationToken cancellationToken)
    {
        var after = ended is { } last ? before.Where(known => known != last).Prepend(last) : before;
        return SetAsync(EndedKey, string.Join(' ', after.Take(ICartSession.MaxEnded)), cancellationToken);
    }

    private async ValueTask<ImmutableArray<CartId>> EndedAsync(CancellationToken cancellationToken)
    {
        var text = await GetAsync(EndedKey, cancellationToken).ConfigureAwait(false) ?? "";
        return [.. text.Split(' ').Select(static id => CartId.TryParse(id, out var cart) ? cart : (CartId?)null).OfType<CartId>()];
    }
}
