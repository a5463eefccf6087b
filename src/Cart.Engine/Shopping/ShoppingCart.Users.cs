namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    /// <summary>
    /// Merges another cart into this one, and seals it: from then on it is this one to its owner, and none to anyone else. An empty
    /// source is left as it is. Quantities above the limit are cut to it, which the result tells.
    /// </summary>
    /// <param name="source">The cart that is merged.</param>
    /// <param name="strategy">What becomes of the quantities of products that both have. The source's price counts.</param>
    /// <param name="cancellationToken">Stops between two steps; repeating the merge completes it.</param>
    /// <exception cref="InvalidMergeException">Both are the same cart.</exception>
    /// <exception cref="CartRefusedException">One of the carts is in checkout or ordered, or they have too many lines together.</exception>
    public async Task<MergeResult> MergeAsync(
        ShoppingCart source, MergeStrategy strategy = MergeStrategy.Add, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (ReferenceEquals(this, source))
        {
            throw new InvalidMergeException("Cannot merge a cart with itself.");
        }

        var merged = await source.HeldForMergeAsync(cancellationToken).ConfigureAwait(false);
        return merged is { } id
            ? await MergeAsync(id, strategy, cancellationToken).ConfigureAwait(false)
            : new MergeResult { Status = CartStatus.CartEmpty };
    }

    /// <inheritdoc cref="MergeAsync(ShoppingCart, MergeStrategy, CancellationToken)"/>
    public async Task<MergeResult> MergeAsync(
        CartId source, MergeStrategy strategy = MergeStrategy.Add, CancellationToken cancellationToken = default)
    {
        if (_order is not null)
        {
            throw new CartRefusedException(CartStatus.Ordered);
        }

        var target = await current.FindOrStartAsync(cancellationToken).ConfigureAwait(false);
        Refresh();
        var merged = await engine.MergeAsync(source, new CartMerge(target, strategy), evenIfEmpty: false, cancellationToken).ConfigureAwait(false);
        if (merged.Status is CartStatus.CartEmpty)
        {
            return merged;
        }

        await AcceptAsync(merged, target, cancellationToken).ConfigureAwait(false);
        return merged;
    }

    /// <summary>Makes a user the cart's owner: from then on it opens only for that user.</summary>
    /// <param name="userId">The user: 1 to 64 characters; null makes it nobody's.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <exception cref="ArgumentException">The user id is empty, too long, or holds a control character.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task BindToUserAsync(string? userId, CancellationToken cancellationToken = default)
    {
        var result = await ApplyAsync(new BindUser(userId), cancellationToken).ConfigureAwait(false);
        Accept(result, null);
        if (userId is not null)
        {
            await users.AddAsync(userId, result.Snapshot!.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Does all that a login needs: the session's cart becomes the user's, or is merged into the one that the user has, and the session
    /// goes on with that, under a new secret. Calling it twice, or from two devices at once, is harmless: a user has one active cart.
    /// </summary>
    /// <param name="userId">The user who has signed in.</param>
    /// <param name="strategy">What becomes of the quantities of products that both carts have.</param>
    /// <param name="cancellationToken">Stops between two steps; calling it again completes it.</param>
    /// <returns>What became of the merge; null if there was nothing to merge.</returns>
    /// <exception cref="CartRefusedException">
    /// One of the carts is in checkout, or they have too many lines together. The session's cart stays as it is.
    /// </exception>
    public async Task<MergeResult?> SignInAsync(
        string userId, MergeStrategy strategy = MergeStrategy.Add, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        Refresh();
        var held = await HeldForSignInAsync(userId, cancellationToken).ConfigureAwait(false);
        if (held is null && await users.FindActiveAsync(userId, cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        var (target, bound) = await current.ClaimAsync(userId, held ?? CartId.New(), cancellationToken).ConfigureAwait(false);
        if (held == target)
        {
            // A guest's cart in checkout cannot get an owner before its checkout has ended.
            Accept(bound, null);
        }

        if (held is not { } guest || guest == target)
        {
            await current.SwitchAsync(target, cancellationToken).ConfigureAwait(false);
            return null;
        }

        var merge = new CartMerge(target, strategy);
        var merged = await engine.MergeAsync(guest, merge, evenIfEmpty: true, cancellationToken).ConfigureAwait(false);
        await AcceptAsync(merged, target, cancellationToken).ConfigureAwait(false);
        return merged;
    }

    /// <summary>Returns the carts of a user and the orders that they became, newest first; at most 100 of each.</summary>
    public async Task<IReadOnlyList<UserCart>> GetUserCartsAsync(string userId, CancellationToken cancellationToken = default)
    {
        var active = await GetActiveUserCartsAsync(userId, cancellationToken).ConfigureAwait(false);
        var placed = await orders.ListByUserAsync(userId, cancellationToken: cancellationToken).ConfigureAwait(false);
        return [.. active.Concat(placed.Select(order => new UserCart(order.CartId, order.PlacedAt, null, order)))
            .OrderByDescending(cart => cart.At)];
    }

    /// <summary>Returns the carts of a user that are not ordered, newest first; at most 100.</summary>
    public async Task<IReadOnlyList<UserCart>> GetActiveUserCartsAsync(string userId, CancellationToken cancellationToken = default)
    {
        var ids = await users.ListAsync(userId, cancellationToken).ConfigureAwait(false);
        var carts = await Task.WhenAll(ids.Select(id => engine.GetAsync(id, cancellationToken).AsTask())).ConfigureAwait(false);
        return [.. carts.Where(cart => cart.UserId == userId && cart.State is CartState.Open or CartState.CheckingOut)
            .Select(cart => new UserCart(cart.Id, cart.CreatedAt!.Value, cart, null))
            .OrderByDescending(static cart => cart.At)];
    }

    private async ValueTask<CartId?> HeldForMergeAsync(CancellationToken cancellationToken) =>
        _order?.CartId ?? await current.FindHeldAsync(cancellationToken).ConfigureAwait(false);

    // A cart that exists, and is nobody's or this user's, is brought along.
    private async ValueTask<CartId?> HeldForSignInAsync(string userId, CancellationToken cancellationToken)
    {
        if (await current.FindHeldAsync(cancellationToken).ConfigureAwait(false) is not { } id)
        {
            return null;
        }

        var cart = await engine.GetAsync(id, cancellationToken).ConfigureAwait(false);
        var isLive = cart.CreatedAt is not null && cart.State is not (CartState.Ordered or CartState.Merged);
        return isLive && new Shopper(userId).MayOpen(cart) ? id : null;
    }

    private async ValueTask AcceptAsync(MergeResult merged, CartId target, CancellationToken cancellationToken)
    {
        if (merged.Status is not CartStatus.Ok)
        {
            throw new CartRefusedException(merged.Status, merged.Hold?.Remaining);
        }

        await current.SwitchAsync(target, cancellationToken).ConfigureAwait(false);
        if (merged.Source is not { } source)
        {
            return;
        }

        _pricing = pricer.Price(await engine.GetAsync(target, cancellationToken).ConfigureAwait(false));
        foreach (var line in merged.Changed)
        {
            if (merged.Created.Contains(line.Product))
            {
                await PublishAsync(new ItemAdded(_pricing.Cart, line), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await PublishAsync(new ItemUpdated(_pricing.Cart, line, Deleted: false), cancellationToken).ConfigureAwait(false);
            }
        }

        await PublishAsync(new CartCleared(source with { Lines = [], State = CartState.Merged }), cancellationToken).ConfigureAwait(false);
    }
}
