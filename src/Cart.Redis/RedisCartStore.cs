using System.Runtime.CompilerServices;
using Cart.Engine;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Keeps live carts in Redis: one hash a cart, one script and one round trip a command.</summary>
/// <remarks>
/// What holds here, whoever else writes: a script sees and changes one key only, so a cart is in one slot and every command is
/// atomic. A script checks everything before it writes anything. Every mutation refreshes the expiry in the same script, so no
/// cart is left without one. The version grows by one with each change. Reads go to the primary.
/// </remarks>
internal sealed class RedisCartStore : ICartStore
{
    private readonly ScriptRunner _scripts;
    private readonly CartKeys _keys;
    private readonly CartLimits _limits;
    private readonly ScriptArguments _arguments;
    private readonly TimeProvider _time;

    /// <summary>Initializes the store on a connection that the caller owns.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">The limits and lifetimes of carts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keys">The keys of the shop; null for those with the default prefix.</param>
    public RedisCartStore(IConnectionMultiplexer connection, IOptions<CartOptions> options, TimeProvider time, CartKeys? keys = null)
        : this(RedisLink.Of(connection), options, time, keys ?? CartKeys.Default)
    {
    }

    internal RedisCartStore(RedisLink link, IOptions<CartOptions> options, TimeProvider time, CartKeys keys)
    {
        ArgumentNullException.ThrowIfNull(options);
        _keys = keys;
        _scripts = new ScriptRunner(link, options.Value);
        _limits = new CartLimits(options.Value);
        _arguments = new ScriptArguments(_limits, options.Value, time);
        _time = time;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default)
    {
        var fields = await _scripts.ReadAsync(_keys.Cart(id), cancellationToken).ConfigureAwait(false);
        return CartHash.ToSnapshot(id, _limits.Currency, fields);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (_limits.Check(command) is { } refusal)
        {
            return refusal;
        }

        var (script, arguments) = Call(command);
        var key = _keys.Cart(id);
        if (command is CartMutation { WithSnapshot: true })
        {
            return await WithSnapshotAsync(id, key, command, script, arguments, cancellationToken).ConfigureAwait(false);
        }

        var reply = await _scripts.RunAsync(script, key, arguments, cancellationToken).ConfigureAwait(false);
        var result = ScriptReply.ToResult(id, command, reply, _limits, out var watchedUntil);
        Tell(id, result, watchedUntil);
        return result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CartResult> WithSnapshotAsync(
        CartId id, RedisKey key, CartCommand command, CartScript script, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var (reply, fields) = await _scripts.RunAndReadAsync(script, key, arguments, cancellationToken).ConfigureAwait(false);
        var result = ScriptReply.ToResult(id, command, reply, _limits, out var watchedUntil);
        Tell(id, result, watchedUntil);
        if (result.Status != CartStatus.Ok)
        {
            return result;
        }

        var snapshot = fields is null ? null : CartHash.ToSnapshot(id, _limits.Currency, fields);
        return result with
        {
            // A script that had to be sent again, because the server had lost its cache or the slot has moved, runs after the read behind it.
            Snapshot = snapshot?.Version >= result.Version ? snapshot : await ReadAfterAsync(id, cancellationToken).ConfigureAwait(false),
        };
    }

    // Nobody waits for the watchers. Who watches a cart that is not there yet hears of its first change.
    private void Tell(CartId id, CartResult result, DateTimeOffset watchedUntil)
    {
        if (result is { Status: CartStatus.Ok, Replayed: false } && (result.Version == 1 || watchedUntil >= _time.GetUtcNow()))
        {
            _ = _scripts.Subscriber.PublishAsync(_keys.Changes(id), result.Version, CommandFlags.FireAndForget);
        }
    }

    private async Task<CartSnapshot> ReadAfterAsync(CartId id, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException unread)
        {
            throw new CartUnavailableException("The change took effect, and the cart could not be read after it.", outcomeUnknown: true, unread);
        }
    }

    private (CartScript Script, RedisValue[] Arguments) Call(CartCommand command) => command switch
    {
        AddLines add => (CartScript.AddLines, _arguments.Of(add)),
        SetLines set => (CartScript.SetLines, _arguments.Of(set)),
        AdjustLine adjust => (CartScript.AdjustLine, _arguments.Of(adjust)),
        RemoveLine remove => (CartScript.RemoveLine, _arguments.Of(remove)),
        ClearLines clear => (CartScript.ClearLines, _arguments.Of(clear)),
        BindUser bind => (CartScript.SetField, _arguments.OfField(bind, 'u', bind.UserId)),
        ApplyDiscount apply => (CartScript.SetField, _arguments.OfField(apply, 'd', apply.Code, refusesOthers: !apply.Replace, apply.InsteadOf)),
        RemoveDiscount remove => (CartScript.SetField, _arguments.OfField(remove, 'd', null)),
        SelectShipping select => (CartScript.SetField, _arguments.OfField(select, 's', select.OptionId)),
        KeepCart keep => (CartScript.KeepCart, _arguments.Of(keep)),
        BeginCheckout begin => (CartScript.BeginCheckout, _arguments.Of(begin)),
        FinishCheckout finish => (CartScript.FinishCheckout, _arguments.Of(finish)),
        ThawCheckout thaw => (CartScript.ThawCheckout, _arguments.Of(thaw)),
        BeginMerge begin => (CartScript.BeginMerge, _arguments.Of(begin)),
        MergeLines merge => (CartScript.MergeLines, _arguments.Of(merge)),
        RefuseMerge refuse => (CartScript.RefuseMerge, _arguments.Of(refuse)),
        FinishMerge finish => (CartScript.FinishMerge, _arguments.Of(finish)),
        AbandonMerge abandon => (CartScript.AbandonMerge, _arguments.Of(abandon)),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "Unknown command."),
    };
}
