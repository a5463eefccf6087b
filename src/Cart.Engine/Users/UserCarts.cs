using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Remembers the carts of users. The entries are hints that can be out of date: the cart itself records its owner
/// (<see cref="CartSnapshot.UserId"/>).
/// </summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
public interface IUserCarts
{
    /// <summary>The maximum number of carts that are remembered for a user. Beyond it, the oldest are forgotten.</summary>
    const int MaxCarts = 100;

    /// <summary>Returns the cart that was claimed last as the user's active one; null if none exists.</summary>
    ValueTask<CartId?> FindActiveAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a cart the user's active one, unless the user has another that has not ended. Of several concurrent callers one wins, and all get the
    /// winner's cart.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="candidate">The cart to become active.</param>
    /// <param name="ended">An active cart that the caller has found closed; null if none exists.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>The user's active cart.</returns>
    ValueTask<CartId> ClaimActiveAsync(string userId, CartId candidate, CartId? ended = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Agrees with all concurrent callers on the id of the user's next cart. Does not make it the active cart: <see cref="ClaimActiveAsync"/> does
    /// that once the cart exists.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="candidate">The id to use if no other was proposed before.</param>
    /// <param name="ended">A cart that the caller has found closed; null if none exists.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>The active cart, if the user has one that is not <paramref name="ended"/>; otherwise, the agreed id.</returns>
    ValueTask<CartId> AgreeOnNextAsync(string userId, CartId candidate, CartId? ended = null, CancellationToken cancellationToken = default);

    /// <summary>Withdraws an agreed id, when the change that should have created the cart was refused.</summary>
    ValueTask ReleaseNextAsync(string userId, CartId candidate, CancellationToken cancellationToken = default);

    /// <summary>Remembers a cart of the user.</summary>
    ValueTask AddAsync(string userId, CartId cart, CancellationToken cancellationToken = default);

    /// <summary>Returns the remembered carts of the user, newest first.</summary>
    ValueTask<ImmutableArray<CartId>> ListAsync(string userId, CancellationToken cancellationToken = default);
}

/// <summary>Validates and trims the user ids of a host.</summary>
internal static class UserIds
{
    /// <summary>Parses a user id: 1 to 255 characters after trimming, without control characters.</summary>
    public static bool TryParse(string? text, out string userId)
    {
        userId = text?.Trim() ?? "";
        return userId.Length is >= 1 and <= BindUser.MaxUserIdLength && !userId.Any(char.IsControl) && ShortText.IsUnicode(userId);
    }

    /// <exception cref="CartRefusedException">The text is not a user id.</exception>
    public static string Parse(string? text) => TryParse(text, out var userId)
        ? userId
        : throw (CartErrors.InvalidUserId with { Name = $"{userId.Length}" }).ToException();
}

/// <summary>Remembers the carts of users in the memory of one process, for prototypes and tests.</summary>
internal sealed class InMemoryUserCarts : IUserCarts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CartId> _active = [];
    private readonly Dictionary<string, CartId> _next = [];
    private readonly Dictionary<string, ImmutableArray<CartId>> _carts = [];

    /// <inheritdoc/>
    public ValueTask<CartId?> FindActiveAsync(string userId, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_active.TryGetValue(userId, out var cart) ? cart : (CartId?)null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<CartId> ClaimActiveAsync(
        string userId, CartId candidate, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_active.TryGetValue(userId, out var active) && active != ended)
            {
                return ValueTask.FromResult(active);
            }

            _active[userId] = candidate;
            Withdraw(userId, candidate);
            Remember(userId, candidate);
            return ValueTask.FromResult(candidate);
        }
    }

    /// <inheritdoc/>
    public ValueTask<CartId> AgreeOnNextAsync(
        string userId, CartId candidate, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_active.TryGetValue(userId, out var active) && active != ended)
            {
                return ValueTask.FromResult(active);
            }

            if (!_next.TryGetValue(userId, out var next) || next == ended)
            {
                _next[userId] = next = candidate;
            }

            return ValueTask.FromResult(next);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseNextAsync(string userId, CartId candidate, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Withdraw(userId, candidate);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask AddAsync(string userId, CartId cart, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Remember(userId, cart);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<CartId>> ListAsync(string userId, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_carts.GetValueOrDefault(userId, []));
        }
    }

    private void Withdraw(string userId, CartId candidate)
    {
        if (_next.TryGetValue(userId, out var next) && next == candidate)
        {
            _next.Remove(userId);
        }
    }

    private void Remember(string userId, CartId cart)
    {
        IEnumerable<CartId> carts = [cart, .. _carts.GetValueOrDefault(userId, []).Where(known => known != cart)];
        _carts[userId] = [.. carts.Take(IUserCarts.MaxCarts)];
    }
}
