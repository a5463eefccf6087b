using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Knows which cart a shopper has. One for each request.</summary>
/// <remarks>
/// An extension point: <c>Cart.AspNetCore</c> has one on the session of ASP.NET Core, one in a cookie and one in Redis;
/// <see cref="InMemoryCartSession"/> is another. Whatever the shopper's side
/// sends that is no cart id counts as none, never as a failure.
/// </remarks>
public interface ICartSession
{
    /// <summary>How many carts that came to their end a session remembers.</summary>
    const int MaxEnded = 10;

    /// <summary>Gets the user who is signed in; null for a guest.</summary>
    string? UserId { get; }

    /// <summary>
    /// Gets whether copies of an older cookie know the id that <see cref="NextAsync"/> returns, because the browser keeps it. The cart is
    /// then joined within 30 seconds after its creation only, by concurrent requests. Default false.
    /// </summary>
    bool CopiesKnowNext => false;

    /// <summary>
    /// Gets whether the request brought no session, after <see cref="FindAsync"/>. A guest's cart that it starts has a short lifetime until
    /// the next request of the session. Default false: every cart has the usual lifetime at once.
    /// </summary>
    bool IsNew => false;

    /// <summary>
    /// Makes sure that the session can keep a cart after this request. Called before a change starts, claims or orders a cart. By default
    /// it can.
    /// </summary>
    /// <exception cref="CartRefusedException">The session can keep no cart.</exception>
    /// <exception cref="CartUnavailableException">The session needs something that does not work now, such as the keys of a cookie.</exception>
    ValueTask PrepareAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Returns the shopper's cart, or null for one who has none. Changes nothing.</summary>
    ValueTask<CartId?> FindAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the id under which the shopper's next cart starts. All requests of one session that ask at once are answered the same,
    /// as far as the session can know that they are of one session. Makes no cart the shopper's yet.
    /// </summary>
    /// <param name="ended">The cart that has come to its end; null when there is none.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask<CartId> NextAsync(CartId? ended, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a cart the shopper's. Also called with the shopper's own cart when it has become an order: the next cart of a session that
    /// is kept by the browser then gets an id that no copy of an older cookie knows.
    /// </summary>
    /// <param name="cart">The cart.</param>
    /// <param name="ended">
    /// The cart that it takes the place of, if that came to its end, and so may have become an order: the session remembers the last
    /// <see cref="MaxEnded"/> of them.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask SetAsync(CartId cart, CartId? ended = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Continues under a new secret, at every sign-in and sign-out. What the old secret leads to ends with the cart that it named. The
    /// carts that have ended stay with the session.
    /// </summary>
    /// <param name="cart">The guest's cart that the session goes on with; null if it has none.</param>
    /// <param name="ended">A cart that came to its end and is to be remembered; null if there is none.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask RenewAsync(CartId? cart = null, CartId? ended = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the carts of this session that came to their end, the last one first.</summary>
    ValueTask<ImmutableArray<CartId>> ListEndedAsync(CancellationToken cancellationToken = default);
}

/// <summary>A session in memory: for programs that are their own shopper, and for tests. Safe to share between requests.</summary>
public sealed class InMemoryCartSession : ICartSession
{
    private readonly Lock _gate = new();
    private CartId? _cart;
    private ImmutableArray<CartId> _ended = [];
    private CartId _next = CartId.New();

    /// <inheritdoc/>
    public string? UserId { get; set; }

    /// <inheritdoc/>
    public ValueTask<CartId?> FindAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_cart);
        }
    }

    /// <inheritdoc/>
    public ValueTask<CartId> NextAsync(CartId? ended, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_cart is { } cart && cart != ended ? cart : _next);
        }
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(CartId cart, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Remember(ended);
            if (_cart != cart)
            {
                (_cart, _next) = (cart, CartId.New());
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RenewAsync(CartId? cart = null, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Remember(ended);
            (_cart, _next) = (cart, CartId.New());
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<CartId>> ListEndedAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_ended);
        }
    }

    private void Remember(CartId? ended)
    {
        if (ended is { } last)
        {
            _ended = [last, .. _ended.Where(known => known != last).Take(ICartSession.MaxEnded - 1)];
        }
    }
}
