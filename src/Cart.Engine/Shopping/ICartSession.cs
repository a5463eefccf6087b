using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Stores which cart a shopper has. There is one instance for each request.</summary>
/// <remarks>
/// An extension point. <c>Cart.AspNetCore</c> has implementations on the session of ASP.NET Core, in a cookie and in Redis;
/// <see cref="InMemoryCartSession"/> is another. A cart id from the client that is not valid counts as no cart, never as a failure.
/// </remarks>
public interface ICartSession
{
    /// <summary>The maximum number of ended carts that a session remembers.</summary>
    const int MaxEnded = 10;

    /// <summary>Gets the user who is signed in; null for a guest.</summary>
    string? UserId { get; }

    /// <summary>
    /// Gets whether copies of an older cookie contain the id that <see cref="NextAsync"/> returns. Concurrent requests can then join the cart
    /// only within 30 seconds after its creation. Default false.
    /// </summary>
    bool CopiesKnowNext => false;

    /// <summary>
    /// Gets whether the request had no session, once <see cref="FindAsync"/> was called. A guest's cart that it starts has a short lifetime until
    /// the next request of the session. Default false: every cart has the full lifetime at once.
    /// </summary>
    bool IsNew => false;

    /// <summary>
    /// Verifies that the session can keep a cart after this request. Called before a change starts, claims or orders a cart. The default
    /// implementation does nothing.
    /// </summary>
    /// <exception cref="CartRefusedException">The session cannot keep a cart.</exception>
    /// <exception cref="CartUnavailableException">The session needs something that fails now, such as the keys of a cookie.</exception>
    ValueTask PrepareAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Returns the shopper's cart; null if none exists. Changes nothing.</summary>
    ValueTask<CartId?> FindAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the id for the shopper's next cart. Concurrent requests of one session get the same id, as far as the session can recognise them.
    /// Does not assign the cart to the shopper.
    /// </summary>
    /// <param name="ended">The cart that has ended; null if none exists.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask<CartId> NextAsync(CartId? ended, CancellationToken cancellationToken = default);

    /// <summary>
    /// Assigns a cart to the shopper. Also called with the shopper's own cart after it became an order. A session that the browser keeps then
    /// chooses an id for the next cart that no copy of an older cookie contains.
    /// </summary>
    /// <param name="cart">The cart.</param>
    /// <param name="ended">
    /// The cart that this one replaces, if that one has ended and may be an order. The session remembers the last
    /// <see cref="MaxEnded"/> of them.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask SetAsync(CartId cart, CartId? ended = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Continues the session under a new secret. Called at every sign-in and sign-out. The old secret no longer leads beyond the cart that it
    /// named. The session keeps its ended carts.
    /// </summary>
    /// <param name="cart">The guest's cart with which the session continues; null if it has none.</param>
    /// <param name="ended">A cart that has ended and is to be remembered; null if none exists.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask RenewAsync(CartId? cart = null, CartId? ended = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the ended carts of this session, newest first.</summary>
    ValueTask<ImmutableArray<CartId>> ListEndedAsync(CancellationToken cancellationToken = default);
}

/// <summary>Represents a session in memory, for tests and for programs without a web client. Can be shared between requests.</summary>
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
