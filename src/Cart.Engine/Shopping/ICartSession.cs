namespace Cart.Engine;

/// <summary>Knows which cart a shopper has. One for each request.</summary>
/// <remarks>
/// An extension point: the cookie of <c>UseCookies()</c> is one, <see cref="InMemoryCartSession"/> another. Whatever the shopper's side
/// sends that is no cart id counts as none, never as a failure.
/// </remarks>
public interface ICartSession
{
    /// <summary>The user who is signed in; null for a guest.</summary>
    string? UserId { get; }

    /// <summary>Returns the shopper's cart, or null for one who has none. Changes nothing.</summary>
    ValueTask<CartId?> FindAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the id under which the shopper's next cart starts. All requests of one session that ask at once are answered the same,
    /// as far as the session can know that they are of one session. Changes nothing.
    /// </summary>
    /// <param name="ended">The cart that has come to its end; null when there is none.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask<CartId> NextAsync(CartId? ended, CancellationToken cancellationToken = default);

    /// <summary>Makes a cart the shopper's, under a new secret where the session has one.</summary>
    ValueTask SetAsync(CartId cart, CancellationToken cancellationToken = default);
}
