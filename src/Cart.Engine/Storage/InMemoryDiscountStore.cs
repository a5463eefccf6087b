using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Stores discounts in the memory of one process, for prototypes and tests.</summary>
internal sealed class InMemoryDiscountStore : IDiscountStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Key, string UserId), long> _customers = [];
    private readonly SortedDictionary<string, Discount> _discounts = new(StringComparer.Ordinal);

    public ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
        AloneAsync(() => _discounts.GetValueOrDefault(code.Key));

    public ValueTask<CartError?> CreateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return AloneAsync(() => discount.CurrentUses > discount.MaxUses ? CartErrors.MaxUsesBelowUses
            : _discounts.TryAdd(discount.Code.Key, discount with { Revision = 1 }) ? null
            : CartErrors.DiscountExists);
    }

    public ValueTask<CartError?> UpdateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return AloneAsync(() =>
        {
            if (!_discounts.TryGetValue(discount.Code.Key, out var stored))
            {
                return CartErrors.NoSuchDiscount;
            }

            if (discount.Revision != 0 && discount.Revision != stored.Revision)
            {
                return CartErrors.DiscountChanged;
            }

            if (stored.CurrentUses > discount.MaxUses)
            {
                return CartErrors.MaxUsesBelowUses;
            }

            _discounts[discount.Code.Key] = discount with
            {
                Code = stored.Code,
                Granted = stored.Granted,
                Returned = stored.Returned,
                Revision = stored.Revision + 1,
            };
            return null;
        });
    }

    public ValueTask<CartError?> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
        AloneAsync(() => _discounts.Remove(code.Key) ? null : CartErrors.NoSuchDiscount);

    public ValueTask<ImmutableArray<Discount>> ListAsync(
        DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return AloneAsync(() => _discounts.Values
            .Where(discount => after is null || string.CompareOrdinal(discount.Code.Key, after.Value.Key) > 0).Take(limit).ToImmutableArray());
    }

    public ValueTask<long> CountUsesAsync(DiscountCode code, string userId, CancellationToken cancellationToken = default) =>
        AloneAsync(() => _customers.GetValueOrDefault((code.Key, userId)));

    /// <summary>Gives back a use. Returns the uses since; null if the discount no longer exists.</summary>
    internal DiscountUses? Return(DiscountCode code, string? userId)
    {
        lock (_gate)
        {
            Count(code, userId, -1);
            if (!_discounts.TryGetValue(code.Key, out var discount))
            {
                return null;
            }

            _discounts[code.Key] = discount = discount with { Returned = discount.Returned + 1 };
            return new DiscountUses(discount.Granted, discount.Returned);
        }
    }

    /// <summary>Removes the user from all uses.</summary>
    internal void Anonymise(string userId)
    {
        lock (_gate)
        {
            foreach (var customer in _customers.Keys.Where(customer => customer.UserId == userId).ToList())
            {
                _customers.Remove(customer);
            }
        }
    }

    private ValueTask<T> AloneAsync<T>(Func<T> work)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(work());
        }
    }

    private void Count(DiscountCode code, string? userId, int change)
    {
        if (userId is not null)
        {
            _customers[(code.Key, userId)] = _customers.GetValueOrDefault((code.Key, userId)) + change;
        }
    }

    /// <summary>Grants a use to an order. Returns the uses, or why it was refused.</summary>
    internal (CartError? Problem, DiscountUses Uses) Grant(DiscountCode code, string? userId, decimal summary, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (!_discounts.TryGetValue(code.Key, out var discount))
            {
                return (CartErrors.DiscountNotFound, default);
            }

            var problem = DiscountRules.Check(discount with { MinCartValue = 0 }, summary, at)
                ?? DiscountRules.CheckCustomer(discount, userId, _customers.GetValueOrDefault((code.Key, userId ?? "")));
            if (problem is null)
            {
                Count(code, userId, 1);
                discount = discount with { Granted = discount.Granted + 1 };
                _discounts[code.Key] = discount;
            }

            return (problem, new DiscountUses(discount.Granted, discount.Returned));
        }
    }
}
