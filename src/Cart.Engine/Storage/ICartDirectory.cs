namespace Cart.Engine;

/// <summary>Goes through all carts that a store holds, whosever they are: for operators and the shop's own work, never for shoppers.</summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
public interface ICartDirectory
{
    /// <summary>Lists carts, a page at a time, in no order that means anything.</summary>
    /// <param name="cursor">Null for the first page, then <see cref="CartPage.Next"/> of the page before.</param>
    /// <param name="limit">About how many entries of the store to look at, 1 to 10,000. A page can hold fewer carts, or none, or a few more.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// A page. Who follows it to the end sees every cart that was there all the time, as it was when its page was read; one that came, changed
    /// or went meanwhile maybe not, and, where a store reorganises itself, some cart a second time.
    /// </returns>
    /// <exception cref="ArgumentException">The cursor is none of this store, or the limit is out of range.</exception>
    ValueTask<CartPage> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes a cart if it has not changed since it was listed. A cart that is on its way to an order or into another cart is left alone.
    /// </summary>
    /// <param name="seen">The cart, as it was listed.</param>
    /// <param name="cancellationToken">Stops waiting; the cart may be deleted.</param>
    /// <returns>Whether the cart was deleted by this call.</returns>
    ValueTask<bool> DeleteAsync(CartSummary seen, CancellationToken cancellationToken = default);

    /// <summary>
    /// Marks a cart as abandoned if it takes changes, has lines, and has not changed since it was listed. The mark is no change: version and
    /// expiry stay. It holds until the cart changes.
    /// </summary>
    /// <param name="seen">The cart, as it was listed.</param>
    /// <param name="cancellationToken">Stops waiting; the cart may be marked.</param>
    /// <returns>Whether this call marked the cart: true for one of all that try.</returns>
    ValueTask<bool> MarkAbandonedAsync(CartSummary seen, CancellationToken cancellationToken = default);

    /// <summary>Takes the turn to go through all carts, for one of all processes that share them.</summary>
    /// <param name="duration">For how long nobody else gets it.</param>
    /// <param name="cancellationToken">Stops waiting; the turn may be taken.</param>
    /// <returns>Whether this call took it.</returns>
    ValueTask<bool> TakeTurnAsync(TimeSpan duration, CancellationToken cancellationToken = default);
}
