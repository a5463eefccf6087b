using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Finds the cart of a request. A signed-in user has one active cart on every device; a guest has the cart that the session names. A cart is
/// opened only after the store has confirmed its owner. Refusals are statuses. Scoped to one request.
/// </summary>
/// <remarks>
/// <para>The states and their results:</para>
/// <list type="table">
/// <item><term>guest; the session names a live cart without an owner</term><description>that cart</description></item>
/// <item><term>guest; it names a cart that is owned, merged, deleted or gone</term>
/// <description>none; a change starts the next one</description></item>
/// <item><term>guest; it names an ordered cart</term>
/// <description>none, or the leftovers of the order; a change starts the next one</description></item>
/// <item><term>user; the index names a live cart of the user</term><description>that cart, whatever the session names</description></item>
/// <item><term>user without such a cart; the session names a live cart of the user or without an owner</term>
/// <description>that cart; the first change or the order makes it the user's</description></item>
/// <item><term>user without either</term>
/// <description>none; a change starts the next one, owned by the user from its first version</description></item>
/// </list>
/// <para><see cref="CartSignIn"/> signs in and out. docs/sessions.md has the same table.</para>
/// </remarks>
internal sealed partial class CurrentCart
{
    private readonly ICartSession _session;
    private readonly CartEngine _engine;
    private readonly IUserCarts _users;
    private readonly CartFinder _finder;
    private readonly Currency _currency;
    private (string User, CartId? Cart)? _known;
    private CartId? _inChange;
    private bool _hadCompany;

    /// <summary>Initializes the current cart of a request.</summary>
    public CurrentCart(ICartSession session, CartEngine engine, IUserCarts users, IOptions<CartOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_session, _engine, _users) = (session, engine, users);
        _finder = new CartFinder(engine, time);
        _currency = Currency.Parse(options.Value.Currency);
    }

    // Only changes with an idempotency key need it.
    private EarlierOperations Earlier => field ??= new EarlierOperations(_session, _engine, _users);

    /// <summary>Gets the shopper: the user who is signed in, or a guest.</summary>
    public Shopper Shopper => new(_session.UserId is { } named && UserIds.TryParse(named, out var user) ? user : null);

    /// <summary>Returns the cart. For a shopper without one, returns an empty cart with the version of the cart before it. Creates nothing.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async ValueTask<CartSnapshot> GetAsync(CancellationToken cancellationToken = default)
    {
        var found = await ResolveAsync(cancellationToken).ConfigureAwait(false);
        return found.Cart ?? CartSnapshot.Nothing(default, _currency) with { Version = found.Version };
    }

    /// <summary>
    /// Returns the cart before a change, so that <see cref="ApplyAsync"/> does not look up the user's cart again. A change in between is harmless,
    /// because the cart itself decides.
    /// </summary>
    internal async ValueTask<CartSnapshot> GetForChangeAsync(CancellationToken cancellationToken)
    {
        if (Shopper.UserId is { } user)
        {
            _known = (user, await _users.FindActiveAsync(user, cancellationToken).ConfigureAwait(false));
        }

        _inChange = _known?.Cart ?? await _session.FindAsync(cancellationToken).ConfigureAwait(false);
        _hadCompany = _inChange is { } cart && CartsInChange.Begin(cart);
        return await GetAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets whether other requests of this process have been changing the cart since <see cref="GetForChangeAsync"/>. Only a hint.</summary>
    internal bool IsContended => _hadCompany || (_inChange is { } cart && CartsInChange.IsShared(cart));

    /// <summary>Discards the result of <see cref="GetForChangeAsync"/>.</summary>
    internal void EndChange()
    {
        _known = null;
        if (_inChange is { } cart)
        {
            CartsInChange.End(cart);
            _inChange = null;
        }
    }

    /// <summary>Changes the cart. Starts the next one if the shopper has none that takes changes.</summary>
    /// <exception cref="CartRefusedException">The signed-in user's id is not valid.</exception>
    /// <exception cref="CartRefusedException">The session cannot keep a cart.</exception>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public async ValueTask<CartResult> ApplyAsync(CartMutation mutation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mutation);
        RequireUser();
        var shopper = Shopper;
        var active = await FindActiveAsync(cancellationToken).ConfigureAwait(false);
        var named = await _session.FindAsync(cancellationToken).ConfigureAwait(false);
        if (await FindRepeatAsync(mutation, except: active ?? named, cancellationToken).ConfigureAwait(false) is { } repeat)
        {
            return repeat;
        }

        var change = mutation with { Shopper = shopper, MustExist = true, ByNewGuest = _session.IsNew };
        var version = 0L;
        if (active is { } indexed)
        {
            var first = change with { MustBelong = true };
            var result = await _engine.ApplyAsync(indexed, first, cancellationToken).ConfigureAwait(false);
            var attempt = await FollowAsync(new Attempt(indexed, result, 0), first, cancellationToken).ConfigureAwait(false);
            if (attempt.Result is not null)
            {
                return await ActivatedAsync(attempt, indexed, cancellationToken).ConfigureAwait(false);
            }

            version = attempt.Version;
        }

        if (named is { } held && held != active)
        {
            if (shopper.UserId is not null)
            {
                await _session.PrepareAsync(cancellationToken).ConfigureAwait(false);
            }

            var result = await _engine.ApplyAsync(held, change, cancellationToken).ConfigureAwait(false);
            var attempt = await FollowAsync(new Attempt(held, result, 0), change, cancellationToken).ConfigureAwait(false);
            if (attempt.Result is not null)
            {
                return await KeptAsync(attempt, held, active, cancellationToken).ConfigureAwait(false);
            }

            version = Math.Max(version, attempt.Version);
        }

        var start = change with { MustExist = false, StartsAt = version, JoinsOnlyNew = shopper.UserId is null && _session.CopiesKnowNext };
        return await StartAsync(shopper.UserId is null ? named : active, start, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns the result of a repeated change, which this cart or an earlier one of the session or user made under the same operation id. Null
    /// if the operation is new or has no id. Changes nothing.
    /// </summary>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public ValueTask<CartResult?> FindRepeatAsync(CartMutation mutation, CancellationToken cancellationToken = default) =>
        FindRepeatAsync(mutation, except: null, cancellationToken);

    /// <summary>
    /// Returns the id of the cart to check out, or of one that was checked out, so that a retry returns the order. Null if none exists. A user
    /// can check out a cart without an owner that the session names; only the order makes it the user's.
    /// </summary>
    /// <exception cref="CartRefusedException">The signed-in user's id is not valid.</exception>
    /// <exception cref="CartRefusedException">The session cannot keep a cart.</exception>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async ValueTask<CartId?> FindForCheckoutAsync(CancellationToken cancellationToken = default)
    {
        RequireUser();
        var found = await ResolveAsync(cancellationToken).ConfigureAwait(false);
        if (found.Cart is not null)
        {
            // A session that cannot store the order would not find it again.
            await _session.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        return found.Cart?.Id ?? found.Ordered;
    }

    /// <summary>
    /// Returns the cart that the user's index or else the session names, without reading it, and whether only its owner may open it. Null if
    /// none exists. Usually it is the cart that <see cref="FindForCheckoutAsync"/> would return.
    /// </summary>
    /// <inheritdoc cref="FindForCheckoutAsync" path="/exception"/>
    public async ValueTask<(CartId Cart, bool MustBelong)?> NameForCheckoutAsync(CancellationToken cancellationToken = default)
    {
        RequireUser();
        var active = await FindActiveAsync(cancellationToken).ConfigureAwait(false);
        if ((active ?? await _session.FindAsync(cancellationToken).ConfigureAwait(false)) is not { } named)
        {
            return null;
        }

        await _session.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return (named, active is not null);
    }

    /// <summary>Returns the cart that the user's index or else the session names, in whatever state it is; null if none exists.</summary>
    public async ValueTask<CartId?> FindHeldAsync(CancellationToken cancellationToken = default) =>
        await FindActiveAsync(cancellationToken).ConfigureAwait(false) ?? await _session.FindAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Returns a cart that takes lines: the current one, or the id of the next one, which may not exist yet.</summary>
    /// <exception cref="CartRefusedException">The user's cart takes no changes now.</exception>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public async ValueTask<CartId> FindOrStartAsync(CancellationToken cancellationToken = default)
    {
        if (Shopper.UserId is { } user)
        {
            var bound = await ApplyAsync(new BindUser(user) { WithSnapshot = true }, cancellationToken).ConfigureAwait(false);
            return bound.Snapshot?.Id ?? throw CartErrors.Of(bound).ToException();
        }

        var found = await ResolveAsync(cancellationToken).ConfigureAwait(false);
        return found.Cart?.Id ?? await NextOfGuestAsync(found.Ordered, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Assigns a cart that a merge created to the guest.</summary>
    public async ValueTask KeepAsync(CartId cart, CancellationToken cancellationToken = default)
    {
        if (Shopper.UserId is null && await _session.FindAsync(cancellationToken).ConfigureAwait(false) is var named && named != cart)
        {
            await _session.SetAsync(cart, named, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Records that the cart became an order. The session remembers it, for idempotency keys of retries. A guest's next cart gets an id that no
    /// copy of an older cookie contains.
    /// </summary>
    public async ValueTask EndAsync(CartId cart, CancellationToken cancellationToken = default)
    {
        var named = await _session.FindAsync(cancellationToken).ConfigureAwait(false);
        if (Shopper.UserId is { } user)
        {
            // The index remembers the cart as the user's last one, for the version and the keys of the next one.
            var active = await _users.FindActiveAsync(user, cancellationToken).ConfigureAwait(false);
            if (named == cart && active != cart)
            {
                var isOver = active is not { } other
                    || (await _finder.FollowAsync(other, Shopper, mustBelong: true, cancellationToken).ConfigureAwait(false)).Cart is null;
                await (isOver
                    ? _users.ClaimActiveAsync(user, cart, active, cancellationToken).AsTask()
                    : _users.AddAsync(user, cart, cancellationToken).AsTask()).ConfigureAwait(false);
            }

            await _session.RenewAsync(named == cart ? null : named, ended: cart, cancellationToken).ConfigureAwait(false);
        }
        else if (named == cart)
        {
            await _session.SetAsync(cart, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<CartResult?> FindRepeatAsync(CartMutation mutation, CartId? except, CancellationToken cancellationToken)
    {
        var match = mutation.Operation is { } operation
            ? await Earlier.FindAsync(operation, mutation.AskedContent, Shopper, except, cancellationToken).ConfigureAwait(false)
            : OperationMatch.None;
        return match switch
        {
            OperationMatch.None => null,
            OperationMatch.Reused => new CartResult { Status = CartStatus.OperationReused },
            _ => await ShownAsync(new CartResult { Status = CartStatus.Ok, Replayed = true }, mutation.Keys, cancellationToken).ConfigureAwait(false),
        };
    }

    private void RequireUser()
    {
        if (_session.UserId is { } named)
        {
            UserIds.Parse(named);
        }
    }

    private async ValueTask<CartId?> FindActiveAsync(CancellationToken cancellationToken) =>
        Shopper.UserId is not { } user ? null
        : _known is { } known && known.User == user ? known.Cart
        : await _users.FindActiveAsync(user, cancellationToken).ConfigureAwait(false);

    private async ValueTask<FoundCart> ResolveAsync(CancellationToken cancellationToken)
    {
        var shopper = Shopper;
        var active = await FindActiveAsync(cancellationToken).ConfigureAwait(false);
        var found = active is { } indexed
            ? await _finder.FollowAsync(indexed, shopper, mustBelong: true, cancellationToken).ConfigureAwait(false)
            : default;
        if (found.Cart is not null
            || await _session.FindAsync(cancellationToken).ConfigureAwait(false) is not { } named
            || named == active)
        {
            return found;
        }

        var held = await _finder.FollowAsync(named, shopper, mustBelong: false, cancellationToken).ConfigureAwait(false);
        if (held.Cart is { IsNew: true } returned && !_session.IsNew)
        {
            await _engine.KeepAsync(returned.Id, cancellationToken).ConfigureAwait(false);
            held = held with { Cart = returned with { IsNew = false } };
        }

        if (shopper.UserId is null && held.Cart is { } cart && cart.Id != named)
        {
            await _session.SetAsync(cart.Id, named, cancellationToken).ConfigureAwait(false);
        }

        return held with { Version = Math.Max(found.Version, held.Version), Ordered = found.Ordered ?? held.Ordered };
    }
}
