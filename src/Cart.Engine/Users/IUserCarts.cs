using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Remembers which carts a user has. Only hints, which can be stale: whose a cart is, the cart itself says
/// (<see cref="CartSnapshot.UserId"/>).
/// </summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
public interface IUserCarts
{
    /// <summary>The most carts that are remembered of a user; the oldest are forgotten.</summary>
    const int MaxCarts = 100;

    /// <summary>Returns the cart that was claimed last as the user's active one, or null.</summary>
    ValueTask<CartId?> FindActiveAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a cart the user's active one, unless the user has another that has not ended. Of all who claim at once, one wins, and all
    /// are answered the winner's cart.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="candidate">The cart to become active.</param>
    /// <param name="ended">An active cart that the caller has seen to be closed; null for none.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>The user's active cart.</returns>
    ValueTask<CartId> ClaimActiveAsync(string userId, CartId candidate, CartId? ended = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Agrees with all concurrent callers on the id under which the user's next cart starts. Makes no cart the active one: only
    /// <see cref="ClaimActiveAsync"/> does, once the cart exists.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="candidate">The id to agree on if no other was proposed before.</param>
    /// <param name="ended">A cart that the caller has seen to be closed; null if there is none.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>The active cart, if the user has one that is not <paramref name="ended"/>; otherwise, the id that is agreed on.</returns>
    ValueTask<CartId> AgreeOnNextAsync(string userId, CartId candidate, CartId? ended = null, CancellationToken cancellationToken = default);

    /// <summary>Withdraws an id that was agreed on, when the change that should have created the cart was refused.</summary>
    ValueTask ReleaseNextAsync(string userId, CartId candidate, CancellationToken cancellationToken = default);

    /// <summary>Remembers a cart of the user.</summary>
    ValueTask AddAsync(string userId, CartId cart, CancellationToken cancellationToken = default);

    /// <summary>Returns the carts of the user that are remembered, the one that was added last first.</summary>
    ValueTask<ImmutableArray<CartId>> ListAsync(string userId, CancellationToken cancellationToken = default);
}
