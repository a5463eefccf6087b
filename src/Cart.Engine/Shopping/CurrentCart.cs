using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// The shopper's current cart: which cart that is, through all that can become of it. One that has expired or was ordered gives way to
/// the next, one that was merged to its target, and one that belongs to another user is none. Refusals are statuses. For use within one
/// request.
/// </summary>
public sealed class CurrentCart(ICartSession session, CartEngine engine, IUserCarts users, IOptions<CartOptions> options)
{
    // A merge that is completed, the cart that it leads to, that cart itself, and one for luck against races.
    private const int MaxTries = 4;

    // No cart is ever at this version.
    private const long NoVersion = -1;

    /// <summary>The shopper.</summary>
    public Shopper Shopper => new(session.UserId);

    /// <summary>Reads the cart; for a shopper who has none, an empty one with version 0. Creates nothing.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async ValueTask<CartSnapshot> GetAsync(CancellationToken cancellationToken = default) =>
        await ResolveAsync(cancellationToken, followsOrders: true).ConfigureAwait(false) is { State: not CartState.Ordered } cart
            ? cart
            : CartSnapshot.Nothing(default, Currency.Parse(options.Value.Currency));

    /// <summary>Changes the cart, and starts the next one when the shopper has none that could be changed.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public async ValueTask<CartResult> ApplyAsync(CartMutation mutation, CancellationToken cancellationToken = default)
    {
        var change = mutation with { Shopper = Shopper, MustExist = true };
        CartId? ended = null;
        var id = await FindAsync(cancellationToken).ConfigureAwait(false);
        for (var tries = 0; id is { } cart && tries < MaxTries; tries++)
        {
            var result = await engine.ApplyAsync(cart, change, cancellationToken).ConfigureAwait(false);
            if (result.Status is not (CartStatus.Merged or CartStatus.Ordered or CartStatus.CartNotFound))
            {
                await RememberAsync(cart, ended, result, cancellationToken).ConfigureAwait(false);
                return result;
            }

            ended = cart;
            id = result switch
            {
                { Merge: { } merge } => await FollowAsync(merge, cancellationToken).ConfigureAwait(false),
                { Successor: { } successor } => await LeadToAsync(successor, cart, cancellationToken).ConfigureAwait(false),
                _ => null,
            };
        }

        return await StartAsync(ended, change with { MustExist = false }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Asks the cart whether a change took effect before, or its operation was used for another: what it answered or would answer then;
    /// null if neither. Changes nothing.
    /// </summary>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async ValueTask<CartResult?> FindReplayAsync(CartMutation mutation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mutation);
        if (mutation.Operation is null || await FindAsync(cancellationToken).ConfigureAwait(false) is not { } cart)
        {
            return null;
        }

        // The cart looks for the operation before it looks at the version.
        var question = mutation with { Shopper = Shopper, MustExist = true, ExpectedVersion = NoVersion };
        var result = await engine.ApplyAsync(cart, question, cancellationToken).ConfigureAwait(false);
        return result.Replayed || result.Status is CartStatus.OperationReused ? result : null;
    }

    /// <summary>Returns the id of the cart that can be checked out, also of one that was: its repeat answers the order. Null for none.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async ValueTask<CartId?> FindForCheckoutAsync(CancellationToken cancellationToken = default) =>
        (await ResolveAsync(cancellationToken).ConfigureAwait(false))?.Id;

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
        return session.UserId is { } user ? (await ClaimAsync(user, next, cancellationToken).ConfigureAwait(false)).Cart : next;
    }

    /// <summary>
    /// Makes a cart the user's active one, unless the user has one that takes changes. All who ask at once agree on one cart, which is
    /// bound to the user.
    /// </summary>
    /// <returns>The active cart, and how it was bound.</returns>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async ValueTask<(CartId Cart, CartResult Bound)> ClaimAsync(
        string userId, CartId candidate, CancellationToken cancellationToken = default)
    {
        CartId? ended = null;
        for (var tries = 1; ; tries++)
        {
            var active = await users.ClaimActiveAsync(userId, candidate, ended, cancellationToken).ConfigureAwait(false);
            var bind = new BindUser(userId) { Shopper = new Shopper(userId) };
            var bound = await engine.ApplyAsync(active, bind, cancellationToken).ConfigureAwait(false);
            var isClosed = bound.Status is CartStatus.Ordered or CartStatus.Merged or CartStatus.CartNotFound;
            if (!isClosed || active == candidate || tries == MaxTries)
            {
                return (active, bound);
            }

            ended = active;
        }
    }

    /// <summary>Makes a cart the shopper's, under a new secret where the session has one.</summary>
    public ValueTask SwitchAsync(CartId cart, CancellationToken cancellationToken = default) =>
        session.SetAsync(cart, cancellationToken: cancellationToken);

    // A user who comes without a session, as from another device, has the cart that is active.
    private async ValueTask<CartId?> FindAsync(CancellationToken cancellationToken) =>
        await session.FindAsync(cancellationToken).ConfigureAwait(false)
        ?? (session.UserId is { } user ? await users.FindActiveAsync(user, cancellationToken).ConfigureAwait(false) : null);

    // The cart that the shopper may open, behind all merges; null for none.
    private async ValueTask<CartSnapshot?> ResolveAsync(CancellationToken cancellationToken, bool followsOrders = false)
    {
        var id = await FindAsync(cancellationToken).ConfigureAwait(false);
        for (var tries = 0; id is { } cart && tries < MaxTries; tries++)
        {
            var snapshot = await engine.GetAsync(cart, cancellationToken).ConfigureAwait(false);
            if (!Shopper.MayOpen(snapshot))
            {
                return null;
            }

            switch (snapshot)
            {
                case { State: CartState.Merging, Merge: { } merge }:
                    await engine.MergeAsync(cart, merge, evenIfEmpty: true, cancellationToken).ConfigureAwait(false);
                    break;
                case { State: CartState.Merged, Merge: { } merge }:
                    id = await FollowAsync(merge, cancellationToken).ConfigureAwait(false);
                    break;
                case { Successor: { } successor } when followsOrders:
                    id = await LeadToAsync(successor, cart, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    return snapshot;
            }
        }

        return null;
    }

    private async ValueTask<CartId?> LeadToAsync(CartId successor, CartId ended, CancellationToken cancellationToken)
    {
        await session.SetAsync(successor, ended, cancellationToken).ConfigureAwait(false);
        return successor;
    }

    // Only the owner of the target is led there; for anyone else the merged cart is none.
    private async ValueTask<CartId?> FollowAsync(CartMerge merge, CancellationToken cancellationToken)
    {
        var target = await engine.GetAsync(merge.Target, cancellationToken).ConfigureAwait(false);
        if (session.UserId is null || target.UserId != session.UserId)
        {
            return null;
        }

        await session.SetAsync(merge.Target, cancellationToken: cancellationToken).ConfigureAwait(false);
        return merge.Target;
    }

    private async ValueTask<CartResult> StartAsync(CartId? ended, CartMutation mutation, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var id = await session.NextAsync(ended, cancellationToken).ConfigureAwait(false);
            if (session.UserId is { } user && BringsCartIntoBeing(mutation))
            {
                (id, _) = await ClaimAsync(user, id, cancellationToken).ConfigureAwait(false);
            }

            var result = await engine.ApplyAsync(id, mutation, cancellationToken).ConfigureAwait(false);
            if (result.Status is not (CartStatus.Ordered or CartStatus.Merged or CartStatus.CartNotFound) || tries == MaxTries)
            {
                await RememberAsync(id, ended, result, cancellationToken).ConfigureAwait(false);
                return result;
            }

            ended = id;
        }
    }

    // Only a change that took effect makes a cart the session's.
    private async ValueTask RememberAsync(CartId cart, CartId? ended, CartResult result, CancellationToken cancellationToken)
    {
        if (result is { Status: CartStatus.Ok, Version: > 0 } && await session.FindAsync(cancellationToken).ConfigureAwait(false) != cart)
        {
            await session.SetAsync(cart, ended, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool BringsCartIntoBeing(CartMutation mutation) =>
        mutation is AddLines or SetLines { CreateMissing: true } or ApplyDiscount
            or SelectShipping { OptionId: not null } or BindUser { UserId: not null };
}
