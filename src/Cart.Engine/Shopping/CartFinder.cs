using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Follows a cart id to the live cart that a shopper may open: through merges, and from an order to its leftovers.</summary>
internal sealed class CartFinder(CartEngine engine, TimeProvider time)
{
    // Complete a merge, follow it, use its target, plus one retry for races.
    public const int MaxTries = 4;

    // A copied cookie may join a cart that another request has just started, but not an older one.
    private static readonly TimeSpan JoinWindow = TimeSpan.FromSeconds(30);

    /// <summary>Follows a cart id.</summary>
    /// <param name="id">The cart to start from.</param>
    /// <param name="shopper">The shopper who opens the cart.</param>
    /// <param name="mustBelong">Whether a cart without an owner is refused.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<FoundCart> FollowAsync(CartId id, Shopper shopper, bool mustBelong, CancellationToken cancellationToken)
    {
        var found = default(FoundCart);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var cart = await engine.GetAsync(id, cancellationToken).ConfigureAwait(false);
            if (!cart.Exists)
            {
                return found with { Version = Math.Max(found.Version, cart.Version) };
            }

            if (!shopper.MayOpen(cart) || (mustBelong && cart.UserId is null))
            {
                return found;
            }

            switch (cart)
            {
                case { State: CartState.Merging, Merge: { } merge }:
                    await engine.MergeAsync(id, merge, evenIfEmpty: true, cancellationToken).ConfigureAwait(false);
                    break;
                case { State: CartState.Merged, Merge: { } merge } when shopper.UserId is not null:
                    (id, mustBelong) = (merge.Target, true);
                    break;
                case { State: CartState.Merged }:
                    return found;
                case { State: CartState.Ordered }:
                    found = found with { Ordered = id, Version = Math.Max(found.Version, cart.Version) };
                    if (cart.Successor is not { } successor || !await MayFollowAsync(successor, shopper, cancellationToken).ConfigureAwait(false))
                    {
                        return found;
                    }

                    id = successor;
                    break;
                default:
                    return found with { Cart = cart };
            }
        }

        return found;
    }

    /// <summary>
    /// Returns whether a shopper may open the leftovers of an order. A guest may open them once, so that a copy of an old cookie cannot reach a
    /// cart that was used since.
    /// </summary>
    public async ValueTask<bool> MayFollowAsync(CartId successor, Shopper shopper, CancellationToken cancellationToken)
    {
        var cart = await engine.GetAsync(successor, cancellationToken).ConfigureAwait(false);
        return cart.UserId is null ? cart.Version <= 1 || IsJustStarted(cart) : cart.UserId == shopper.UserId;
    }

    /// <summary>
    /// Returns whether a guest's next cart may have this id: the cart does not exist, or another request of the guest has started it. If copies of
    /// the cookie contain the id, the cart can be joined for a short time only.
    /// </summary>
    public async ValueTask<bool> MayStartAsync(CartId next, bool copiesKnowIt, CancellationToken cancellationToken)
    {
        var cart = await engine.GetAsync(next, cancellationToken).ConfigureAwait(false);
        return cart.Exists ? cart.UserId is null && (!copiesKnowIt || IsJustStarted(cart)) : cart.Version == 0;
    }

    private bool IsJustStarted(CartSnapshot cart) => cart.CreatedAt is { } created && time.GetUtcNow() - created <= JoinWindow;
}

/// <summary>Represents the cart that an id leads to.</summary>
/// <param name="Cart">The live cart; null if no cart exists that the shopper may open.</param>
/// <param name="Version">The highest version of the ended carts on the way.</param>
/// <param name="Ordered">The last ordered cart on the way.</param>
internal readonly record struct FoundCart(CartSnapshot? Cart, long Version, CartId? Ordered);

/// <summary>Finds whether an operation took effect before, in the carts of the session and of the user.</summary>
internal sealed class EarlierOperations(ICartSession session, CartEngine engine, IUserCarts users)
{
    // The maximum number of a user's carts that are searched.
    private const int MaxAsked = 10;

    /// <summary>Searches the carts for an operation.</summary>
    /// <param name="operation">The id of the operation.</param>
    /// <param name="content">What the operation asks for.</param>
    /// <param name="shopper">The shopper.</param>
    /// <param name="except">A cart to skip; null to search all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<OperationMatch> FindAsync(
        OperationId operation, string content, Shopper shopper, CartId? except, CancellationToken cancellationToken)
    {
        var carts = await ListAsync(shopper, cancellationToken).ConfigureAwait(false);
        var answers = await Task.WhenAll(carts.Where(cart => cart != except)
            .Select(cart => engine.FindOperationAsync(cart, shopper, operation, content, cancellationToken).AsTask())).ConfigureAwait(false);
        return answers.FirstOrDefault(static answer => answer is not OperationMatch.None);
    }

    private async ValueTask<IEnumerable<CartId>> ListAsync(Shopper shopper, CancellationToken cancellationToken)
    {
        var named = await session.FindAsync(cancellationToken).ConfigureAwait(false);
        var ended = await session.ListEndedAsync(cancellationToken).ConfigureAwait(false);
        var ofUser = shopper.UserId is { } user
            ? await users.ListAsync(user, cancellationToken).ConfigureAwait(false)
            : ImmutableArray<CartId>.Empty;
        return (named is { } cart ? ended.Prepend(cart) : ended).Concat(ofUser.Take(MaxAsked)).Distinct();
    }
}
