using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Stores discounts durably, beside the orders that use them.</summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. The <see cref="IOrderStore"/> counts the uses,
/// in the transaction of the order that takes them. All methods throw <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
public interface IDiscountStore
{
    /// <summary>Returns a discount; null if the code does not exist.</summary>
    ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores a new discount. It may carry uses granted elsewhere. Refused as <see cref="CartErrors.MaxUsesBelowUses"/> if these exceed its limit,
    /// and as <see cref="CartErrors.DiscountExists"/> if the code is taken.
    /// </summary>
    ValueTask<CartError?> CreateAsync(Discount discount, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces the definition of a discount; its uses stay. Refused as <see cref="CartErrors.DiscountChanged"/> if it has a
    /// <see cref="Discount.Revision"/> and the store has another.
    /// </summary>
    ValueTask<CartError?> UpdateAsync(Discount discount, CancellationToken cancellationToken = default);

    /// <summary>Deletes a discount. Orders that used it stay unchanged.</summary>
    /// <returns>Null; or <see cref="CartErrors.NoSuchDiscount"/>.</returns>
    ValueTask<CartError?> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default);

    /// <summary>Returns how many uses of a discount the orders of a user hold, without those that were given back.</summary>
    ValueTask<long> CountUsesAsync(DiscountCode code, string userId, CancellationToken cancellationToken = default);

    /// <summary>Returns discounts, sorted by the keys of their codes.</summary>
    /// <param name="after">The last code of the previous page; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<Discount>> ListAsync(DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default);
}
