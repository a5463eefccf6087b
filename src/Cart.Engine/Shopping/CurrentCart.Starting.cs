namespace Cart.Engine;

internal sealed partial class CurrentCart
{
    private async ValueTask<CartResult> StartAsync(CartId? ended, CartMutation mutation, CancellationToken cancellationToken)
    {
        if (!mutation.CreatesCart)
        {
            return await _engine.ApplyAsync(CartId.New(), mutation, cancellationToken).ConfigureAwait(false);
        }

        if (Shopper.UserId is null)
        {
            await _session.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        var last = ended;
        for (var tries = 1; ; tries++)
        {
            var id = Shopper.UserId is { } user
                ? await _users.AgreeOnNextAsync(user, CartId.New(), last, cancellationToken).ConfigureAwait(false)
                : await _session.NextAsync(last, cancellationToken).ConfigureAwait(false);
            var result = await _engine.ApplyAsync(id, mutation, cancellationToken).ConfigureAwait(false);
            if (result.Status is not (CartStatus.Ordered or CartStatus.Merged or CartStatus.CartNotFound) || tries == CartFinder.MaxTries)
            {
                return await StartedAsync(new Attempt(id, result, 0), ended, cancellationToken).ConfigureAwait(false);
            }

            last = id;
        }
    }

    private async ValueTask<CartResult> StartedAsync(Attempt attempt, CartId? ended, CancellationToken cancellationToken)
    {
        var result = attempt.Result!;
        switch (result.Status, Shopper.UserId)
        {
            case (CartStatus.Ok, null):
                await _session.SetAsync(attempt.Cart, ended, cancellationToken).ConfigureAwait(false);
                return await AnsweredAsync(result, cancellationToken).ConfigureAwait(false);
            case (CartStatus.Ok, _):
                return await ActivatedAsync(attempt, ended, cancellationToken).ConfigureAwait(false);
            case (_, { } user):
                await _users.ReleaseNextAsync(user, attempt.Cart, cancellationToken).ConfigureAwait(false);
                return result;
            default:
                return result;
        }
    }

    // The cart named by the session took the change. It stays a guest's cart, or has become the user's.
    private async ValueTask<CartResult> KeptAsync(Attempt attempt, CartId named, CartId? active, CancellationToken cancellationToken)
    {
        if (attempt.Result!.Status is not CartStatus.Ok)
        {
            return attempt.Result;
        }

        if (Shopper.UserId is not null)
        {
            var result = await ActivatedAsync(attempt, active, cancellationToken).ConfigureAwait(false);
            await _session.RenewAsync(ended: named == attempt.Cart ? null : named, cancellationToken: cancellationToken).ConfigureAwait(false);
            return result;
        }

        if (attempt.Cart != named)
        {
            await _session.SetAsync(attempt.Cart, named, cancellationToken).ConfigureAwait(false);
        }

        return await AnsweredAsync(attempt.Result, cancellationToken).ConfigureAwait(false);
    }

    // The index is written last, when the user already owns the cart. If another device was faster, merge into its cart.
    private async ValueTask<CartResult> ActivatedAsync(Attempt attempt, CartId? active, CancellationToken cancellationToken)
    {
        var result = attempt.Result!;
        if (result.Status is CartStatus.Ok && attempt.Cart != active && Shopper.UserId is { } user)
        {
            var winner = await _users.ClaimActiveAsync(user, attempt.Cart, active, cancellationToken).ConfigureAwait(false);
            if (winner != attempt.Cart)
            {
                var merge = new CartMerge(winner, MergeStrategy.Add);
                await _engine.MergeAsync(attempt.Cart, merge, evenIfEmpty: true, cancellationToken).ConfigureAwait(false);
                return await ShownAsync(result, cancellationToken).ConfigureAwait(false);
            }
        }

        return await AnsweredAsync(result, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CartId> NextOfGuestAsync(CartId? ended, CancellationToken cancellationToken)
    {
        await _session.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var next = await _session.NextAsync(ended, cancellationToken).ConfigureAwait(false);
        return await _finder.MayStartAsync(next, _session.CopiesKnowNext, cancellationToken).ConfigureAwait(false) ? next : CartId.New();
    }

    private ValueTask<CartResult> AnsweredAsync(CartResult result, CancellationToken cancellationToken) =>
        result is { Status: CartStatus.Ok, Replayed: true } ? ShownAsync(result, cancellationToken) : ValueTask.FromResult(result);

    private ValueTask<CartResult> ShownAsync(CartResult result, CancellationToken cancellationToken) =>
        ShownAsync(result, result.Changed.Select(static line => line.Key), cancellationToken);

    // The changed cart may have ended or been merged since: return the shopper's current cart.
    private async ValueTask<CartResult> ShownAsync(CartResult result, IEnumerable<LineKey> changed, CancellationToken cancellationToken)
    {
        var cart = await GetAsync(cancellationToken).ConfigureAwait(false);
        return result with
        {
            Snapshot = cart,
            Version = cart.Version,
            Count = cart.Count,
            UniqueCount = cart.Lines.Length,
            Changed = [.. changed.Select(key => cart.Find(key)).OfType<CartLine>()],
        };
    }

    // Applies a change, which one cart refused, to the cart that it leads to. No result means that the shopper has no cart there.
    private ValueTask<Attempt> FollowAsync(Attempt attempt, CartMutation change, CancellationToken cancellationToken) =>
        attempt.Result is { Status: CartStatus.Merged or CartStatus.Ordered or CartStatus.CartNotFound }
            ? FollowRefusedAsync(attempt, change, cancellationToken)
            : ValueTask.FromResult(attempt);

    private async ValueTask<Attempt> FollowRefusedAsync(Attempt attempt, CartMutation change, CancellationToken cancellationToken)
    {
        var (id, result, version) = attempt;
        for (var tries = 1; ; tries++)
        {
            switch (result)
            {
                case { Status: CartStatus.Merged, Merge: { } merge } when Shopper.UserId is not null:
                    (id, change) = (merge.Target, change with { MustBelong = true });
                    break;
                case { Status: CartStatus.Ordered, Successor: { } successor }
                    when await _finder.MayFollowAsync(successor, Shopper, cancellationToken).ConfigureAwait(false):
                    (id, version) = (successor, Math.Max(version, result.Version));
                    break;
                case { Status: CartStatus.Merged }:
                    return new Attempt(id, null, version);
                case { Status: CartStatus.Ordered or CartStatus.CartNotFound }:
                    return new Attempt(id, null, Math.Max(version, result.Version));
                default:
                    return new Attempt(id, result, version);
            }

            if (tries == CartFinder.MaxTries)
            {
                return new Attempt(id, null, version);
            }

            result = await _engine.ApplyAsync(id, change, cancellationToken).ConfigureAwait(false);
        }
    }

    private readonly record struct Attempt(CartId Cart, CartResult? Result, long Version);
}
