using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Keeps discounts, durably, beside the orders that use them.</summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. The uses are counted by the
/// <see cref="IOrderStore"/>, with the order that takes them. All methods throw <see cref="CartUnavailableException"/> when the store
/// does not answer.
/// </remarks>
public interface IDiscountStore
{
    /// <summary>Reads a discount, or returns null if none has that code.</summary>
    ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores a new discount. The uses that were granted before may be given, for discounts that come from elsewhere; with more of
    /// them than its limit allows it is refused as <see cref="CartErrors.MaxUsesBelowUses"/>; a code that is taken, as
    /// <see cref="CartErrors.DiscountExists"/>.
    /// </summary>
    ValueTask<CartError?> CreateAsync(Discount discount, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores another definition of a discount; its uses stay as they are. Refused as <see cref="CartErrors.DiscountChanged"/> if it
    /// carries a <see cref="Discount.Revision"/> and the store holds another.
    /// </summary>
    ValueTask<CartError?> UpdateAsync(Discount discount, CancellationToken cancellationToken = default);

    /// <summary>Deletes a discount. The orders that used it stay as they are.</summary>
    /// <returns>Null; or <see cref="CartErrors.NoSuchDiscount"/>.</returns>
    ValueTask<CartError?> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default);

    /// <summary>Counts the uses that the orders of a user have of a discount, without those that were given back.</summary>
    ValueTask<long> CountUsesAsync(DiscountCode code, string userId, CancellationToken cancellationToken = default);

    /// <summary>Lists discounts by the key of their codes.</summary>
    /// <param name="after">The last code of the page before; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<Discount>> ListAsync(DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default);
}
