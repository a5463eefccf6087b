namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    /// <summary>
    /// Merges another cart into this one. The source becomes read-only and redirects its owner here; nobody else can open it. An empty source
    /// stays unchanged. Quantities above the limit are reduced to it, and the result lists them.
    /// </summary>
    /// <param name="source">The cart to merge into this one.</param>
    /// <param name="strategy">How quantities of products in both carts are combined. The source's price counts.</param>
    /// <param name="cancellationToken">Stops between two steps; repeating the merge completes it.</param>
    /// <exception cref="CartRefusedException">The source is this cart.</exception>
    /// <exception cref="CartRefusedException">One of the carts is in checkout or ordered, or together they have too many lines.</exception>
    public async Task<MergeResult> MergeAsync(
        ShoppingCart source, MergeStrategy strategy = MergeStrategy.Add, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (ReferenceEquals(this, source))
        {
            throw CartErrors.MergeWithItself.ToException();
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
            throw CartErrors.CartOrdered.ToException();
        }

        var target = await _parts.Current.FindOrStartAsync(cancellationToken).ConfigureAwait(false);
        Refresh();
        var merged = await _parts.Engine.MergeAsync(source, new CartMerge(target, strategy), evenIfEmpty: false, cancellationToken).ConfigureAwait(false);
        if (merged.Status is CartStatus.CartEmpty)
        {
            return merged;
        }

        await AcceptAsync(merged, target, cancellationToken).ConfigureAwait(false);
        return merged;
    }

    /// <summary>Makes a user the owner of the cart. From then on only that user can open it.</summary>
    /// <param name="userId">The user: 1 to 255 characters after trimming, without control characters; null removes the owner.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <exception cref="CartRefusedException">The user id is not valid.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task BindToUserAsync(string? userId, CancellationToken cancellationToken = default)
    {
        var bind = new BindUser(userId is null ? null : UserIds.Parse(userId));
        Refresh();
        var change = (await ChangeAsync(bind, null, cancellationToken).ConfigureAwait(false)).Accepted();
        if (userId is not null)
        {
            var (user, cart) = (UserIds.Parse(userId), change.Result!.Snapshot!.Id);
            await _parts.Users.AddAsync(user, cart, cancellationToken).ConfigureAwait(false);
            await _parts.Users.ClaimActiveAsync(user, cart, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Signs a user in. The session's cart becomes the user's cart, or is merged into the cart that the user already has. A cart that cannot be
    /// merged stays unchanged and is reported. The session continues under a new secret. Calling it twice is harmless.
    /// </summary>
    /// <param name="userId">The user: 1 to 255 characters after trimming, without control characters.</param>
    /// <param name="strategy">How quantities of products in both carts are combined.</param>
    /// <param name="cancellationToken">Stops between two steps; calling it again completes it.</param>
    /// <exception cref="CartRefusedException">The user id is not valid. Nothing was changed.</exception>
    public async Task<SignInResult> SignInAsync(
        string? userId, MergeStrategy strategy = MergeStrategy.Add, CancellationToken cancellationToken = default)
    {
        Refresh();
        var result = await _parts.SignIn.SignInAsync(userId, strategy, cancellationToken).ConfigureAwait(false);
        if (result.Merge is { Source: not null, Target: { } target } merge)
        {
            await PublishAsync(merge, target, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Signs the user out. The session continues as a guest without a cart, under a new secret, and keeps the guest's orders.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public Task SignOutAsync(CancellationToken cancellationToken = default)
    {
        Refresh();
        return _parts.SignIn.SignOutAsync(cancellationToken);
    }

    /// <summary>Returns the carts of a user and the orders that they became, newest first; at most 100 of each.</summary>
    public async Task<IReadOnlyList<UserCart>> GetUserCartsAsync(string userId, CancellationToken cancellationToken = default)
    {
        var active = await GetActiveUserCartsAsync(userId, cancellationToken).ConfigureAwait(false);
        var placed = await _parts.Orders.ListByUserAsync(userId, cancellationToken: cancellationToken).ConfigureAwait(false);
        return [.. active.Concat(placed.Select(order => new UserCart(order.CartId, order.PlacedAt, null, order)))
            .OrderByDescending(cart => cart.At)];
    }

    /// <summary>Returns the carts of a user that are not ordered, newest first; at most 100.</summary>
    public async Task<IReadOnlyList<UserCart>> GetActiveUserCartsAsync(string userId, CancellationToken cancellationToken = default)
    {
        var ids = await _parts.Users.ListAsync(userId, cancellationToken).ConfigureAwait(false);
        var carts = await Task.WhenAll(ids.Select(id => _parts.Engine.GetAsync(id, cancellationToken).AsTask())).ConfigureAwait(false);
        return [.. carts.Where(cart => cart.UserId == userId && cart.State is CartState.Open or CartState.CheckingOut)
            .Select(cart => new UserCart(cart.Id, cart.CreatedAt!.Value, cart, null))
            .OrderByDescending(static cart => cart.At)];
    }

    private async ValueTask<CartId?> HeldForMergeAsync(CancellationToken cancellationToken) =>
        _order?.CartId ?? await _parts.Current.FindHeldAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask AcceptAsync(MergeResult merged, CartId target, CancellationToken cancellationToken)
    {
        if (merged.Error is { } error)
        {
            throw error.ToException();
        }

        await _parts.Current.KeepAsync(target, cancellationToken).ConfigureAwait(false);
        if (merged.Source is not null)
        {
            await PublishAsync(merged, target, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask PublishAsync(MergeResult merged, CartId target, CancellationToken cancellationToken)
    {
        _pricing = _parts.Pricer.Price(await _parts.Engine.GetAsync(target, cancellationToken).ConfigureAwait(false));
        foreach (var line in merged.Changed)
        {
            if (merged.Created.Contains(line.Key))
            {
                await _parts.Events.PublishAsync(new ItemAdded(_pricing.Cart, line), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _parts.Events.PublishAsync(new ItemUpdated(_pricing.Cart, line, deleted: false), cancellationToken).ConfigureAwait(false);
            }
        }

        await _parts.Events.PublishAsync(new CartCleared(merged.Source! with { Lines = [], State = CartState.Merged }), cancellationToken).ConfigureAwait(false);
    }
}
