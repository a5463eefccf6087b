using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Remembers the carts of users in Redis: one hash per user, with the active cart and when each cart was added.</summary>
internal sealed class RedisUserCarts(RedisLink link, IOptions<CartOptions> options, CartKeys keys) : IUserCarts
{
    private const string Active = "active";

    private readonly ScriptRunner _scripts = new(link);
    private readonly TimeSpan _timeToLive =
        TimeSpan.FromSeconds(new CartLifetimes(options.Value).Longest) + options.Value.TombstoneTimeToLive;

    public async ValueTask<CartId?> FindActiveAsync(string userId, CancellationToken cancellationToken = default)
    {
        var key = keys.UserCarts(userId);
        var cart = await _scripts.AnswerAsync(
            () => ReadAsync(key), Asked.Read("read a user's cart"), cancellationToken).ConfigureAwait(false);
        return CartId.TryParse((string?)cart, out var id) ? id : null;
    }

    // Each read extends the lifetime of the index, as each change extends that of a cart.
    private async Task<RedisValue> ReadAsync(RedisKey key)
    {
        var (cart, rest) = (_scripts.Database.HashGetAsync(key, Active), _scripts.Database.KeyTimeToLiveAsync(key));
        if (await rest.ConfigureAwait(false) < _timeToLive * 0.99)
        {
            _ = _scripts.Database.KeyExpireAsync(key, _timeToLive, CommandFlags.FireAndForget);
        }

        return await cart.ConfigureAwait(false);
    }

    public async ValueTask<CartId> ClaimActiveAsync(
        string userId, CartId candidate, CartId? ended = null, CancellationToken cancellationToken = default) =>
        ToCart(await RunAsync(userId, candidate, "claim", ended, cancellationToken).ConfigureAwait(false));

    public async ValueTask<CartId> AgreeOnNextAsync(
        string userId, CartId candidate, CartId? ended = null, CancellationToken cancellationToken = default) =>
        ToCart(await RunAsync(userId, candidate, "next", ended, cancellationToken).ConfigureAwait(false));

    public async ValueTask ReleaseNextAsync(string userId, CartId candidate, CancellationToken cancellationToken = default) =>
        await RunAsync(userId, candidate, "release", null, cancellationToken).ConfigureAwait(false);

    public async ValueTask AddAsync(string userId, CartId cart, CancellationToken cancellationToken = default) =>
        await RunAsync(userId, cart, "", null, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ImmutableArray<CartId>> ListAsync(string userId, CancellationToken cancellationToken = default)
    {
        var key = keys.UserCarts(userId);
        var fields = await _scripts.AnswerAsync(
            () => _scripts.Database.HashGetAllAsync(key), Asked.Read("list a user's carts"), cancellationToken).ConfigureAwait(false);
        var carts = new List<(long Order, CartId Cart)>();
        foreach (var field in fields)
        {
            if (CartId.TryParse((string?)field.Name, out var cart))
            {
                carts.Add((long.Parse((string)field.Value!, CultureInfo.InvariantCulture), cart));
            }
        }

        return [.. carts.OrderByDescending(static entry => entry.Order).Select(static entry => entry.Cart)];
    }

    private static CartId ToCart(RedisResult[] reply) => CartId.TryParse((string?)reply[2], out var id)
        ? id
        : throw new FormatException("The index of a user's carts holds a text that is not a cart id.");

    private ValueTask<RedisResult[]> RunAsync(string userId, CartId cart, RedisValue claim, CartId? ended, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [cart.ToString(), claim, ended?.ToString() ?? "", IUserCarts.MaxCarts, (long)_timeToLive.TotalSeconds];
        return _scripts.RunAsync(CartScript.AddUserCart, [keys.UserCarts(userId)], arguments, cancellationToken);
    }
}
