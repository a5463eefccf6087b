using System.Collections.Immutable;

namespace Cart.Engine;

internal sealed partial class DiscountService
{
    /// <summary>Returns a discount; null if the code does not exist.</summary>
    public ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
        store.FindAsync(code, cancellationToken);

    /// <summary>Stores a new discount.</summary>
    /// <exception cref="CartRefusedException">The definition is not valid.</exception>
    public ValueTask<CartError?> CreateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        var errors = DiscountValidator.Validate(discount, Currency);
        Accept(DiscountValidator.CheckNew(discount.Code) is { } error ? [.. errors, error] : errors);
        return EditAsync(() => store.CreateAsync(discount, cancellationToken), discount.Code, cancellationToken);
    }

    /// <summary>
    /// Replaces the definition of a discount. If it has a revision, it applies only to that one. The uses stay. Carts with the discount see the
    /// new definition at once.
    /// </summary>
    /// <exception cref="CartRefusedException">The definition is not valid.</exception>
    public async ValueTask<CartError?> UpdateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        var errors = DiscountValidator.Validate(discount, Currency);
        if (errors.Count > 0 && await store.FindAsync(discount.Code, cancellationToken).ConfigureAwait(false) is { } stored)
        {
            errors = DiscountValidator.WithoutKept(errors, discount, stored);
        }

        Accept(errors);
        return await EditAsync(() => store.UpdateAsync(discount, cancellationToken), discount.Code, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a discount. Orders that used it stay unchanged; on carts it is no longer valid.</summary>
    public ValueTask<CartError?> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
        EditAsync(() => store.DeleteAsync(code, cancellationToken), code, cancellationToken);

    /// <inheritdoc cref="IDiscountStore.ListAsync"/>
    public ValueTask<ImmutableArray<Discount>> ListAsync(
        DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default) =>
        store.ListAsync(after, limit, cancellationToken);

    // The gate learns of an edit at once. Edits by other programs appear when its cache expires.
    private async ValueTask<CartError?> EditAsync(Func<ValueTask<CartError?>> edit, DiscountCode code, CancellationToken cancellationToken)
    {
        Forget();
        var done = await edit().ConfigureAwait(false);
        if (done is null && await ReadAsync(code, cancellationToken).ConfigureAwait(false) is null)
        {
            await TryAsync(() => gate.ForgetAsync(code, cancellationToken)).ConfigureAwait(false);
        }

        return done;
    }

    private static void Accept(IReadOnlyList<DiscountFieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw (CartErrors.InvalidDiscountDefinition with { Fields = [.. errors] }).ToException();
        }
    }
}
