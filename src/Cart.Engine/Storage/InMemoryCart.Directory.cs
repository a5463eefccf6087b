namespace Cart.Engine;

internal sealed partial class InMemoryCart
{
    // The change after which the cart was marked as abandoned.
    private (long Version, DateTimeOffset? ChangedAt) _abandonedAfter;

    private bool IsAbandoned => _abandonedAfter == (_cart.Version, _cart.ChangedAt);

    /// <summary>Returns the cart for a list; null if it does not exist.</summary>
    public CartSummary? Summary()
    {
        lock (_gate)
        {
            Expire();
            return _cart.CreatedAt is not { } createdAt ? null : new CartSummary
            {
                Id = id,
                State = _cart.State,
                Version = _cart.Version,
                UserId = _cart.UserId,
                UniqueCount = _cart.Lines.Length,
                Count = _cart.Count,
                CreatedAt = createdAt,
                ChangedAt = _cart.ChangedAt ?? createdAt,
                IsAbandoned = IsAbandoned,
            };
        }
    }

    /// <summary>Deletes the cart if it has not changed since it was listed, and no checkout or merge holds it.</summary>
    public bool Delete(CartSummary seen)
    {
        lock (_gate)
        {
            var deletes = Summary() is { State: not CartState.CheckingOut and not CartState.Merging } cart
                && cart.Version == seen.Version && cart.ChangedAt == seen.ChangedAt;
            if (deletes)
            {
                Bury();
            }

            return deletes;
        }
    }

    // A live cart leaves a tombstone: its id is never reused, and versions continue from its own.
    private void Bury()
    {
        var (wasOpen, version) = (_cart.State is CartState.Open, _cart.Version + 1);
        if (!wasOpen)
        {
            Forget();
            return;
        }

        _cart = CartSnapshot.Nothing(id, limits.Currency) with { Version = version };
        _isDeleted = true;
        _abandonedAfter = default;
        _expiresAt = time.GetUtcNow() + options.TombstoneTimeToLive;
    }

    /// <summary>Marks the cart as abandoned if it has not changed since it was listed, takes changes, has lines and no mark.</summary>
    public bool MarkAbandoned(CartSummary seen)
    {
        lock (_gate)
        {
            var marks = Summary() is { State: CartState.Open, UniqueCount: > 0, IsAbandoned: false } cart
                && cart.Version == seen.Version && cart.ChangedAt == seen.ChangedAt;
            if (marks)
            {
                _abandonedAfter = (_cart.Version, _cart.ChangedAt);
            }

            return marks;
        }
    }
}
