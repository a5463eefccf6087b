using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>
/// Moves carts when a user signs in or out. Each time the session continues under a new secret, even without a cart. A copy of an older
/// cookie or token leads no further than the cart that it named. Scoped to one request.
/// </summary>
internal sealed class CartSignIn(ICartSession session, CartEngine engine, IUserCarts users, TimeProvider time, ILogger<CartSignIn> logger)
{
    private readonly CartFinder _finder = new(engine, time);

    /// <summary>
    /// Gives the session's cart to the user: it becomes the user's cart, or is merged into the cart that the user already has. A cart that cannot
    /// be merged stays unchanged and is reported. Calling it again is harmless.
    /// </summary>
    /// <param name="userId">The user: 1 to 255 characters after trimming, without control characters.</param>
    /// <param name="strategy">How quantities of products in both carts are combined.</param>
    /// <param name="cancellationToken">Stops between two steps; calling it again completes it.</param>
    /// <exception cref="CartRefusedException">The user id is not valid. Nothing was changed.</exception>
    public async Task<SignInResult> SignInAsync(
        string? userId, MergeStrategy strategy = MergeStrategy.Add, CancellationToken cancellationToken = default)
    {
        var user = UserIds.Parse(userId);
        try
        {
            return await TakeAlongAsync(user, strategy, cancellationToken).ConfigureAwait(false);
        }
        catch (CartRefusedException required) when (required.Error.Is(CartErrors.SessionRequired))
        {
            return new SignInResult { Outcome = SignInOutcome.LeftAlone, Warnings = [required.Error] };
        }
        catch (CartUnavailableException unavailable)
        {
            logger.SignInIncomplete(unavailable);
            await TryRenewAsync(cancellationToken).ConfigureAwait(false);
            return new SignInResult
            {
                Outcome = SignInOutcome.StoreUnavailable,
                Warnings = [CartErrors.CartLeftBehind],
            };
        }
    }

    /// <summary>Signs the user out. The session continues as a guest without a cart and keeps its orders.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async Task SignOutAsync(CancellationToken cancellationToken = default)
    {
        var named = await session.FindAsync(cancellationToken).ConfigureAwait(false);
        var hasEnded = named is { } cart && !IsLive(await engine.GetAsync(cart, cancellationToken).ConfigureAwait(false));
        await session.RenewAsync(ended: hasEnded ? named : null, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    // A cookie session gets its new secret without a store.
    private async Task TryRenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var named = await session.FindAsync(cancellationToken).ConfigureAwait(false);
            await session.RenewAsync(named, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException unavailable)
        {
            logger.SecretNotRenewed(unavailable);
        }
    }

    private static bool IsLive(CartSnapshot cart) => cart is { Exists: true, State: CartState.Open or CartState.CheckingOut or CartState.Merging };

    private async Task<SignInResult> TakeAlongAsync(string user, MergeStrategy strategy, CancellationToken cancellationToken)
    {
        await session.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var shopper = new Shopper(user);
        var active = await users.FindActiveAsync(user, cancellationToken).ConfigureAwait(false);
        var target = active is { } indexed
            ? (await _finder.FollowAsync(indexed, shopper, mustBelong: true, cancellationToken).ConfigureAwait(false)).Cart?.Id
            : null;
        var named = await session.FindAsync(cancellationToken).ConfigureAwait(false);
        var guest = named is { } held
            ? (await _finder.FollowAsync(held, shopper, mustBelong: false, cancellationToken).ConfigureAwait(false)).Cart
            : null;
        if (guest is null || guest.Id == target)
        {
            await session.RenewAsync(ended: named == target ? null : named, cancellationToken: cancellationToken).ConfigureAwait(false);
            return new SignInResult { Outcome = SignInOutcome.NothingToMerge };
        }

        if (target is null)
        {
            var bind = new BindUser(user) { Shopper = shopper, MustExist = true };
            var bound = guest.UserId is null
                ? (await engine.ApplyAsync(guest.Id, bind, cancellationToken).ConfigureAwait(false)).Status
                : CartStatus.Ok;
            if (bound is not CartStatus.Ok)
            {
                return await LeaveAloneAsync(guest.Id, bound, cancellationToken).ConfigureAwait(false);
            }

            target = await users.ClaimActiveAsync(user, guest.Id, active, cancellationToken).ConfigureAwait(false);
            if (target == guest.Id)
            {
                await session.RenewAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                return new SignInResult { Outcome = SignInOutcome.Bound };
            }
        }

        var merge = new CartMerge(target.Value, strategy);
        var merged = await engine.MergeAsync(guest.Id, merge, evenIfEmpty: true, cancellationToken).ConfigureAwait(false);
        if (merged.Status is not CartStatus.Ok)
        {
            return await LeaveAloneAsync(guest.Id, merged.Status, cancellationToken).ConfigureAwait(false);
        }

        // The index remembers the merged cart, because it holds idempotency keys of the guest.
        await users.AddAsync(user, guest.Id, cancellationToken).ConfigureAwait(false);
        await session.RenewAsync(ended: guest.Id, cancellationToken: cancellationToken).ConfigureAwait(false);
        var cart = await engine.GetAsync(target.Value, cancellationToken).ConfigureAwait(false);
        return new SignInResult
        {
            Outcome = SignInOutcome.Merged,
            Merge = merged,
            Warnings = [.. cart.MergeNotes.Select(note => CartErrors.Of(note, cart))],
        };
    }

    private async Task<SignInResult> LeaveAloneAsync(CartId guest, CartStatus why, CancellationToken cancellationToken)
    {
        await session.RenewAsync(guest, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new SignInResult
        {
            Outcome = SignInOutcome.LeftAlone,
            Warnings = [CartErrors.LeftAlone(CartErrors.Of(why))],
        };
    }
}
