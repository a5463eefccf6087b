using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// The shopper's current cart: which cart that is, through all that can become of it. One that has expired or was ordered gives way to
/// the next, one that was merged to its target, and one that belongs to another user is none. Refusals are statuses. One for each
/// request.
/// </summary>
public sealed class CurrentCart(ICartSession session, CartEngine engine, IUserCarts users, IOptions<CartOptions> options)
{
    // One for a cart that ended while it was looked at, one for the cart that took its place, one for luck against races.
    private const int MaxTries = 3;

    /// <summary>The shopper.</summary>
    public Shopper Shopper => new(session.UserId);

    /// <summary>Reads the cart; for a shopper who has none, an empty one with version 0. Creates nothing.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async ValueTask<CartSnapshot> GetAsync(CancellationToken cancellationToken = default)
    {
        var id = await FindAsync(cancellationToken).ConfigureAwait(false);
        for (var tries = 0; id is { } cart && tries < MaxTries; tries++)
        {
            var snapshot = await engine.GetAsync(cart, cancellationToken).ConfigureAwait(false);
            if (!Shopper.MayOpen(snapshot) || snapshot.State is CartState.Ordered)
            {
                break;
            }

            if (snapshot.State is CartState.Open or CartState.CheckingOut)
            {
                return snapshot;
            }

            id = await FollowAsync(cart, snapshot.Merge!.Value, cancellationToken).ConfigureAwait(false);
        }

        return CartSnapshot.Nothing(default, Currency.Parse(options.Value.Currency));
    }

    /// <summary>Changes the cart, and starts the next one when the shopper has none that could be changed.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public async ValueTask<CartResult> ApplyAsync(CartMutation mutation, CancellationToken cancellationToken = default)
    {
        mutation = mutation with { Shopper = Shopper };
        CartId? ended = null, closed = null;
        var id = await FindAsync(cancellationToken).ConfigureAwait(false);
        for (var tries = 0; id is { } cart && tries < MaxTries; tries++)
        {
            var result = await engine.ApplyAsync(cart, mutation with { MustExist = true }, cancellationToken).ConfigureAwait(false);
            switch (result.Status)
            {
                case CartStatus.Merged:
                    id = await FollowAsync(cart, result.Merge!.Value, cancellationToken).ConfigureAwait(false);
                    (ended, closed) = (cart, cart);
                    break;
                case CartStatus.Ordered:
                    (id, ended, closed) = (null, cart, cart);
                    break;
                case CartStatus.CartNotFound:
                    (id, ended) = (null, cart);
                    break;
                default:
                    await RememberAsync(cart, result, cancellationToken).ConfigureAwait(false);
                    return result;
            }
        }

        return await StartAsync(ended, closed, mutation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the id of the cart that can be checked out, also of one that was: its repeat answers the order. Null for none.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async ValueTask<CartId?> FindForCheckoutAsync(CancellationToken cancellationToken = default)
    {
        var id = await FindAsync(cancellationToken).ConfigureAwait(false);
        for (var tries = 0; id is { } cart && tries < MaxTries; tries++)
        {
            var snapshot = await engine.GetAsync(cart, cancellationToken).ConfigureAwait(false);
            if (!Shopper.MayOpen(snapshot))
            {
                return null;
            }

            if (snapshot.State is not (CartState.Merging or CartState.Merged))
            {
                return cart;
            }

            id = await FollowAsync(cart, snapshot.Merge!.Value, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Returns the cart that the session names, whatever has become of it; null for none.</summary>
    public ValueTask<CartId?> FindHeldAsync(CancellationToken cancellationToken = default) => session.FindAsync(cancellationToken);

    /// <summary>Returns a cart that takes lines: the current one, or else the one that comes next. It need not exist yet.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async ValueTask<CartId> FindOrStartAsync(CancellationToken cancellationToken = default)
    {
        var snapshot = await GetAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot.Version > 0)
        {
            return snapshot.Id;
        }

        var held = await session.FindAsync(cancellationToken).ConfigureAwait(false);
        var next = await session.NextAsync(held, cancellationToken).ConfigureAwait(false);
        return session.UserId is { } user ? await StartForUserAsync(user, next, held, cancellationToken).ConfigureAwait(false) : next;
    }

    /// <summary>Makes a cart the shopper's, under a new secret where the session has one.</summary>
    public ValueTask SwitchAsync(CartId cart, CancellationToken cancellationToken = default) => session.SetAsync(cart, cancellationToken);

    // A user who comes without a session, as from another device, has the cart that is active.
    private async ValueTask<CartId?> FindAsync(CancellationToken cancellationToken) =>
        await session.FindAsync(cancellationToken).ConfigureAwait(false)
        ?? (session.UserId is { } user ? await users.FindActiveAsync(user, cancellationToken).ConfigureAwait(false) : null);

    // Only the owner of the target is led there; for anyone else the merged cart is none.
    private async ValueTask<CartId?> FollowAsync(CartId source, CartMerge merge, CancellationToken cancellationToken)
    {
        await engine.MergeAsync(source, merge, evenIfEmpty: true, cancellationToken).ConfigureAwait(false);
        var target = await engine.GetAsync(merge.Target, cancellationToken).ConfigureAwait(false);
        if (session.UserId is null || target.UserId != session.UserId)
        {
            return null;
        }

        await session.SetAsync(merge.Target, cancellationToken).ConfigureAwait(false);
        return merge.Target;
    }

    private async ValueTask<CartResult> StartAsync(
        CartId? ended, CartId? closed, CartMutation mutation, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var id = await session.NextAsync(ended, cancellationToken).ConfigureAwait(false);
            if (session.UserId is { } user && BringsCartIntoBeing(mutation))
            {
                id = await StartForUserAsync(user, id, closed, cancellationToken).ConfigureAwait(false);
            }

            var result = await engine.ApplyAsync(id, mutation with { MustExist = false }, cancellationToken).ConfigureAwait(false);
            if (result.Status is not (CartStatus.Ordered or CartStatus.Merged or CartStatus.CartNotFound) || tries == MaxTries)
            {
                await RememberAsync(id, result, cancellationToken).ConfigureAwait(false);
                return result;
            }

            (ended, closed) = (id, result.Status is CartStatus.CartNotFound ? closed : id);
        }
    }

    // All requests of a user who has no cart yet agree on one, which is the user's from its first moment.
    private async ValueTask<CartId> StartForUserAsync(string user, CartId candidate, CartId? closed, CancellationToken cancellationToken)
    {
        var active = await users.ClaimActiveAsync(user, candidate, closed, cancellationToken).ConfigureAwait(false);
        await engine.ApplyAsync(active, new BindUser(user) { Shopper = Shopper }, cancellationToken).ConfigureAwait(false);
        return active;
    }

    // Only a change that took effect makes a cart the session's.
    private async ValueTask RememberAsync(CartId cart, CartResult result, CancellationToken cancellationToken)
    {
        if (result is { Status: CartStatus.Ok, Version: > 0 } && await session.FindAsync(cancellationToken).ConfigureAwait(false) != cart)
        {
            await session.SetAsync(cart, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool BringsCartIntoBeing(CartMutation mutation) =>
        mutation is AddLines or SetLines { CreateMissing: true } or ApplyDiscount
            or SelectShipping { OptionId: not null } or BindUser { UserId: not null };
}
