using System.Runtime.CompilerServices;
using System.Text;
using Cart.Engine;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Stores live carts in Redis: one hash per cart, one script and one round trip per command.</summary>
/// <remarks>
/// A script reads and writes one key only, so a cart is in one slot and every command is atomic. A script checks everything before it writes
/// anything. Every mutation refreshes the expiry in the same script, so every cart has one. The version grows by one with each change. Reads go to
/// the primary.
/// </remarks>
internal sealed class RedisCartStore(RedisLink link, IOptions<CartOptions> options, TimeProvider time, CartKeys keys) : ICartStore
{
    private readonly ScriptRunner _scripts = new(link, options.Value);
    private readonly CartLimits _limits = new(options.Value);
    private readonly ScriptCalls _calls = new(options.Value, time);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default)
    {
        var fields = await _scripts.ReadAsync(keys.Cart(id), cancellationToken).ConfigureAwait(false);
        return CartLayout.ToSnapshot(id, _limits.Currency, fields);
    }

    public async ValueTask<OperationMatch> FindOperationAsync(
        CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default)
    {
        var fields = await _scripts.ReadAsync(keys.Cart(id), cancellationToken).ConfigureAwait(false);
        var values = fields.ToDictionary(static field => field.Name, static field => field.Value);
        var record = ScriptCalls.Record(operation, content);
        return (values.TryGetValue("u", out var user) && user != shopper.UserId) || !values.TryGetValue("o" + record[..16], out var known)
            ? OperationMatch.None
            : CartLayout.Bytes(known).StartsWith(Encoding.ASCII.GetBytes(record[16..])) ? OperationMatch.Repeat : OperationMatch.Reused;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (_limits.Check(command) is { } refusal)
        {
            return refusal;
        }

        var call = _calls.Of(command);
        var reads = command is CartMutation { WithSnapshot: true };
        var (reply, fields) = await _scripts.RunAsync(call.Script, [keys.Cart(id)], call.Arguments, reads, cancellationToken).ConfigureAwait(false);
        var result = ScriptReply.ToResult(id, command, call, reply, _limits, out var watchedUntil);

        // Fire and forget. Version 1 is always published, so that watchers of a new cart are notified.
        if (result is { Status: CartStatus.Ok, Replayed: false } && (result.Version == 1 || watchedUntil >= time.GetUtcNow()))
        {
            _ = _scripts.Subscriber.PublishAsync(keys.Changes(id), result.Version, CommandFlags.FireAndForget);
        }

        if (!reads || result.Status != CartStatus.Ok)
        {
            return result;
        }

        // A script that was sent again, because the server lost its cache or the slot moved, runs after the read that follows it.
        var snapshot = fields is null ? null : CartLayout.ToSnapshot(id, _limits.Currency, fields);
        return result with
        {
            Snapshot = snapshot?.Version >= result.Version ? snapshot : await ReadAfterAsync(id, cancellationToken).ConfigureAwait(false),
        };
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
}
