using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Represents one cart of the <see cref="InMemoryCartStore"/>. Runs one command at a time, and checks before it changes anything.</summary>
internal sealed partial class InMemoryCart(CartId id, CartLimits limits, CartLifetimes lifetimes, CartOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly InMemoryOperations _operations = new(options);
    private CartSnapshot _cart = CartSnapshot.Nothing(id, limits.Currency);
    private DateTimeOffset _expiresAt = DateTimeOffset.MaxValue;
    private DateTimeOffset _leaseEndsAt;
    private (OperationId Id, string Content)? _checkout;

    private bool _isDeleted;

    private bool Exists => _cart.Exists;

    public CartSnapshot Snapshot()
    {
        lock (_gate)
        {
            Expire();
            return Current();
        }
    }

    public OperationMatch FindOperation(Shopper shopper, OperationId operation, string content)
    {
        lock (_gate)
        {
            Expire();
            return !shopper.MayOpen(_cart) || _operations.Find(operation) is not { } known ? OperationMatch.None
                : known == content ? OperationMatch.Repeat
                : OperationMatch.Reused;
        }
    }

    public CartResult Apply(CartCommand command)
    {
        lock (_gate)
        {
            Expire();
            return command switch
            {
                CartMutation mutation => Mutate(mutation),
                BeginCheckout begin => Begin(begin),
                KeepCart => Keep(),
                FinishCheckout finish => Finish(finish),
                ThawCheckout thaw => Thaw(thaw),
                BeginMerge begin => Begin(begin),
                MergeLines merge => Merge(merge),
                RefuseMerge refuse => Refuse(refuse),
                FinishMerge finish => Finish(finish),
                AbandonMerge abandon => Abandon(abandon),
                _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "Unknown command."),
            };
        }
    }

    private void Expire()
    {
        if (time.GetUtcNow() >= _expiresAt)
        {
            Forget();
        }
    }

    private void Forget()
    {
        _cart = CartSnapshot.Nothing(id, limits.Currency);
        _expiresAt = DateTimeOffset.MaxValue;
        _operations.Forget();
        _checkout = null;
        _isDeleted = false;
        _abandonedAfter = default;
        _merges.Forget();
    }

    private CartResult Mutate(CartMutation mutation)
    {
        var result = Refusal(mutation) ?? Change(mutation);
        if (!Exists && !_isDeleted)
        {
            Forget();
        }

        return mutation.WithSnapshot && result.Status == CartStatus.Ok ? result with { Snapshot = Current() } : result;
    }

    private CartResult Change(CartMutation mutation)
    {
        if (!Exists && mutation.Operation is null && mutation is ClearLines or RemoveDiscount or BindUser { UserId: null } or SelectShipping { OptionId: null })
        {
            return Changed();
        }

        var cart = Current();
        var isForeign = cart.Currency != limits.Currency;
        var (result, changed) = mutation switch
        {
            AddLines add => InMemoryLines.Add(cart, add, limits),
            SetLines set => InMemoryLines.Set(cart, set, limits),
            AdjustLine adjust => InMemoryLines.Adjust(cart, adjust, limits),
            RemoveLine remove => InMemoryLines.Remove(cart, remove),
            ClearLines => (Answer(CartStatus.Ok), cart with { Lines = [] }),
            BindUser bind => (Answer(CartStatus.Ok), cart with { UserId = bind.UserId }),
            ApplyDiscount or SelectShipping { OptionId: not null } when isForeign => (Answer(CartStatus.CurrencyMismatch), cart),
            ApplyDiscount apply when IsRefused(apply, cart.DiscountCodes) => (Answer(CartStatus.DiscountApplied), cart),
            ApplyDiscount apply => (Answer(CartStatus.Ok), cart with { DiscountCodes = [apply.Code] }),
            RemoveDiscount => (Answer(CartStatus.Ok), cart with { DiscountCodes = [] }),
            SelectShipping select => (Answer(CartStatus.Ok), cart with { ShippingOptionId = select.OptionId }),
            _ => throw new ArgumentOutOfRangeException(nameof(mutation), mutation.GetType().Name, "Unknown mutation."),
        };
        if (result.Status != CartStatus.Ok)
        {
            return result;
        }

        var owner = mutation is not BindUser && changed.UserId is null ? mutation.Shopper?.UserId : changed.UserId;
        var isNew = mutation.ByNewGuest && owner is null && (!Exists || _cart.IsNew);
        Commit(changed with { UserId = owner, IsNew = isNew }, []);
        _operations.Remember(mutation, time.GetUtcNow());
        return Counted(result);
    }

    // A cart without lines has no amounts, so it takes the currency of the shop.
    private CartSnapshot Current() => _cart is { State: CartState.Open, IsEmpty: true } && _cart.Currency != limits.Currency
        ? _cart with { Currency = limits.Currency }
        : _cart;

    private static bool IsRefused(ApplyDiscount apply, ImmutableArray<string> held) =>
        !apply.Replace && held.Any(code => code != apply.Code && code != apply.InsteadOf);

    private void Commit(CartSnapshot changed, ImmutableArray<MergeNote> notes)
    {
        var now = Now();
        _cart = changed with { Version = changed.Version + 1, MergeNotes = notes, CreatedAt = _cart.CreatedAt ?? now, ChangedAt = now };
        _expiresAt = lifetimes.ExpiresAt(_cart)!.Value;
    }

    private CartResult Keep()
    {
        if (_cart is { IsNew: true, State: CartState.Open })
        {
            _cart = _cart with { IsNew = false };
            _expiresAt = lifetimes.ExpiresAt(_cart)!.Value;
        }

        return Answer(CartStatus.Ok);
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());

    private CartResult Begin(BeginCheckout begin)
    {
        if (_isDeleted)
        {
            return Closed();
        }

        if (!Exists)
        {
            return Answer(CartStatus.CartEmpty);
        }

        if ((begin.Shopper is { } shopper && !shopper.MayOpen(_cart)) || (begin.MustBelong && _cart.UserId is null))
        {
            return new CartResult { Status = CartStatus.CartNotFound };
        }

        if (begin.Operation is { } operation)
        {
            var (isRepeat, isOther) = (_checkout == (operation, begin.OperationContent), _checkout?.Id == operation);
            if ((isOther && !isRepeat) || _operations.Find(operation) is not null)
            {
                return Answer(CartStatus.OperationReused);
            }

            if (isRepeat && _cart.State is CartState.Ordered)
            {
                return Closed() with { Replayed = true };
            }
        }

        if (_cart.State != CartState.Open)
        {
            return Closed();
        }

        if (begin.ExpectedVersion is { } expected && expected != _cart.Version)
        {
            return Answer(CartStatus.VersionMismatch);
        }

        if (_cart.IsEmpty)
        {
            return Answer(CartStatus.CartEmpty);
        }

        var now = time.GetUtcNow();
        var microseconds = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var fence = Math.Max(Math.Max(_cart.Fence + 1, begin.MinimumFence), microseconds);
        _cart = _cart with { State = CartState.CheckingOut, Fence = fence };
        _leaseEndsAt = now + begin.Lease;
        _checkout = begin.Operation is { } asked ? (asked, begin.OperationContent) : null;
        _expiresAt = now + TimeSpan.FromSeconds(lifetimes.Longest) + begin.Lease;
        return Answer(CartStatus.Ok) with { Snapshot = _cart };
    }

    private CartResult Finish(FinishCheckout finish)
    {
        if (!Exists || _cart.State == CartState.Ordered)
        {
            return Answer(CartStatus.Ok);
        }

        if (_cart.State != CartState.CheckingOut || _cart.Fence != finish.Fence)
        {
            return Answer(CartStatus.FenceLost);
        }

        _cart = _cart with
        {
            State = CartState.Ordered,
            UserId = _cart.UserId ?? finish.UserId,
            IsNew = _cart.IsNew && finish.UserId is null,
            Version = _cart.Version + 1,
            ChangedAt = Now(),
            Lines = [],
            OrderId = finish.OrderId,
            Successor = finish.Successor,
        };
        _expiresAt = time.GetUtcNow() + options.TombstoneTimeToLive;
        return Answer(CartStatus.Ok);
    }

    private CartResult Thaw(ThawCheckout thaw)
    {
        if (_cart.State == CartState.CheckingOut && _cart.Fence == thaw.Fence)
        {
            _cart = _cart with { State = CartState.Open };
            _checkout = null;
        }

        return Answer(CartStatus.Ok);
    }

    private CartResult Changed() => Counted(Answer(CartStatus.Ok));

    private CartResult Counted(CartResult result) =>
        result with { Version = _cart.Version, Count = _cart.Count, UniqueCount = _cart.Lines.Length };

    private CartResult Answer(CartStatus status) => new() { Status = status, Version = _cart.Version };

    private ImmutableArray<CartLine> Held(CartMutation mutation) => [.. mutation.Keys.Select(_cart.Find).OfType<CartLine>()];
}
