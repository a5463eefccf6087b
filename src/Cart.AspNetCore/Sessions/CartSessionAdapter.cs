using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>
/// Knows a shopper's cart by a session that keeps texts by name: the base for a host's own. Say how a text is read, written and deleted;
/// the rest is done. Register it with <c>services.AddCart().UseSession&lt;T&gt;()</c>. One for each request.
/// </summary>
/// <remarks>
/// An extension point. What the session holds that is no cart id counts as none. The session of a new visitor may be empty; nothing is
/// written to it before a change took effect.
/// </remarks>
public abstract class CartSessionAdapter(IHttpContextAccessor accessor) : ICartSession
{
    /// <summary>The name under which the cart's id is kept.</summary>
    public const string CartKey = "CART-ID";

    private protected const string EndedKey = "CART-ENDED";

    // What the session held when the request came, not what the request has put into it.
    private bool? _isNew;

    /// <summary>Gets the request.</summary>
    protected HttpContext Context { get; } = accessor.RequireContext();

    /// <summary>Gets the user who is signed in: as <see cref="CartHttpOptions.UserIdClaimTypes"/> or <see cref="CartHttpOptions.UserId"/> say; null for a guest.</summary>
    public virtual string? UserId => RequestShopper.UserId(Context);

    /// <summary>
    /// Gets whether the session can keep a cart: then a change may start one. Otherwise it is refused as <c>session_required</c>, and reads
    /// answer an empty cart. Default: true until the response has started.
    /// </summary>
    protected virtual bool CanKeep => !Context.Response.HasStarted;

    /// <summary>Reads a text; null for none.</summary>
    protected abstract ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes a text.</summary>
    protected abstract ValueTask SetAsync(string key, string value, CancellationToken cancellationToken);

    /// <summary>Deletes a text; does nothing if there is none.</summary>
    protected abstract ValueTask DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Returns the id of the session's cart; null if it has none. What is no id is deleted.</summary>
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

    /// <summary>Makes a cart the session's.</summary>
    protected virtual ValueTask SetCartIdAsync(CartId cart, CancellationToken cancellationToken) =>
        SetAsync(CartKey, cart.ToString(), cancellationToken);

    /// <summary>
    /// Returns the id under which the session's next cart starts. Override it where the session can make all requests that ask at once agree
    /// on one; here each gets its own.
    /// </summary>
    protected virtual ValueTask<CartId> NextCartIdAsync(CartId? ended, CancellationToken cancellationToken) => ValueTask.FromResult(CartId.New());

    /// <summary>
    /// Continues under a new secret, at every sign-in and sign-out. Override it where the session can have a new one; what was kept before
    /// is written again behind it. By default nothing happens: the client keeps its token.
    /// </summary>
    protected virtual ValueTask RenewSecretAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Makes sure, before a change, that its cart can be kept.</summary>
    private protected virtual ValueTask PrepareAsync(CancellationToken cancellationToken) =>
        CanKeep ? ValueTask.CompletedTask : throw CartErrors.SessionRequired.ToException();

    ValueTask ICartSession.PrepareAsync(CancellationToken cancellationToken) => PrepareAsync(cancellationToken);

    /// <summary>Saves what was written, before the response tells the client that it was.</summary>
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

        // What is written again can overwrite what a concurrent request, such as a sign-in, has written to the same session.
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
