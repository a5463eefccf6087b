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
public sealed class RedisCartStore : ICartStore
{
    private readonly ScriptRunner _scripts;
    private readonly ISubscriber _subscriber;
    private readonly CartLimits _limits;
    private readonly ScriptArguments _arguments;
    private readonly TimeProvider _time;

    /// <summary>Makes the store on a connection that the caller owns.</summary>
    public RedisCartStore(IConnectionMultiplexer connection, IOptions<CartOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        _scripts = new ScriptRunner(connection.GetDatabase(), options.Value);
        _subscriber = connection.GetSubscriber();
        _limits = new CartLimits(options.Value);
        _arguments = new ScriptArguments(_limits, options.Value, time);
        _time = time;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default)
    {
        var fields = await _scripts.ReadAsync(CartKeys.Cart(id), cancellationToken).ConfigureAwait(false);
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
        var key = CartKeys.Cart(id);
        if (command is CartMutation { WithSnapshot: true })
        {
            return await WithSnapshotAsync(id, key, command, script, arguments, cancellationToken).ConfigureAwait(false);
        }

        var reply = await _scripts.RunAsync(script, key, arguments, cancellationToken).ConfigureAwait(false);
        var result = ScriptReply.ToResult(id, command, reply, out var watchedUntil);
        Tell(id, result, watchedUntil);
        return result;
    }

    // Both are sent before either is awaited: one round trip, and the read follows the script on the same connection.
    private async ValueTask<CartResult> WithSnapshotAsync(
        CartId id, RedisKey key, CartCommand command, CartScript script, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var (reply, fields) = await _scripts.AnswerAsync(
            () => Both(_scripts.EvaluateAsync(script, [key], arguments), _scripts.Database.HashGetAllAsync(key)),
            script.Name,
            cancellationToken).ConfigureAwait(false);
        var result = ScriptReply.ToResult(id, command, reply, out var watchedUntil);
        Tell(id, result, watchedUntil);
        return result.Status == CartStatus.Ok
            ? result with { Snapshot = await AtLeastAsync(result.Version, id, fields, cancellationToken).ConfigureAwait(false) }
            : result;
    }

    // Nobody waits for the watchers. Who watches a cart that is not there yet hears of its first change.
    private void Tell(CartId id, CartResult result, DateTimeOffset watchedUntil)
    {
        if (result is { Status: CartStatus.Ok, Replayed: false } && (result.Version == 1 || watchedUntil >= _time.GetUtcNow()))
        {
            _ = _subscriber.PublishAsync(CartKeys.Changes(id), result.Version, CommandFlags.FireAndForget);
        }
    }

    // What became of the command, the script alone says: a read that failed behind it must not let it be taken for one that was turned away.
    private static async Task<(RedisResult Reply, HashEntry[]? Fields)> Both(Task<RedisResult> reply, Task<HashEntry[]> fields)
    {
        await Task.WhenAll((Task)reply, fields).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (await reply.ConfigureAwait(false), fields.IsCompletedSuccessfully ? await fields.ConfigureAwait(false) : null);
    }

    // A script that had to be sent again, because the server had lost its cache or the slot has moved, runs after the read that was sent behind it.
    private async Task<CartSnapshot> AtLeastAsync(long version, CartId id, HashEntry[]? fields, CancellationToken cancellationToken)
    {
        if (fields is not null && CartHash.ToSnapshot(id, _limits.Currency, fields) is var snapshot && snapshot.Version >= version)
        {
            return snapshot;
        }

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
        ApplyDiscount apply => (CartScript.SetField, _arguments.OfField(apply, 'd', apply.Code, onlyIfAbsent: !apply.Replace)),
        RemoveDiscount remove => (CartScript.SetField, _arguments.OfField(remove, 'd', null)),
        SelectShipping select => (CartScript.SetField, _arguments.OfField(select, 's', select.OptionId)),
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
