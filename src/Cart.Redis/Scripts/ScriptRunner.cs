using System.Runtime.CompilerServices;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Sends scripts and commands to Redis, and explains its faults.</summary>
/// <remarks>
/// Scripts are never put into a batch or a transaction of the client: there a server that lost its script cache would leave them
/// unanswered for ever. What is sent in a turn of the pipeline is awaited with <see cref="ConfigureAwaitOptions.ForceYielding"/>, so that
/// the turn ends there even if there is an answer already, and no code of the caller's runs in it.
/// </remarks>
internal sealed class ScriptRunner
{
    private readonly Dictionary<CartScript, LoadedScript> _scripts;
    private readonly AutoPipeline _pipeline = new();

    /// <summary>Makes a runner of the scripts that are about carts, with the options of their store.</summary>
    public ScriptRunner(IDatabase database, CartOptions options)
        : this(database, ScriptSettings.Of(options))
    {
    }

    /// <summary>Makes a runner of the scripts that are about no cart.</summary>
    public ScriptRunner(IDatabase database)
        : this(database, settings: "")
    {
    }

    private ScriptRunner(IDatabase database, string settings)
    {
        Database = database;
        _scripts = CartScript.All.ToDictionary(static script => script, script => new LoadedScript(settings, script));
    }

    public IDatabase Database { get; }

    public async Task<T> AnswerAsync<T>(Func<Task<T>> ask, string asked, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await ask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException refusal) when (RedisFaults.IsPassing(refusal))
        {
            return await RefusalRetry.AskAgainAsync(ask, asked, refusal, Database.Multiplexer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisFaults.TryExplain(exception, asked, out var unavailable))
        {
            throw unavailable;
        }
    }

    public ValueTask<RedisResult> RunAsync(CartScript script, RedisKey key, RedisValue[] arguments, CancellationToken cancellationToken) =>
        RunAsync(script, [key], arguments, cancellationToken);

    /// <summary>Sends a script: the way of nearly every call, with nothing around it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RedisResult> RunAsync(
        CartScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _pipeline.NextTurn;
        try
        {
            var reply = Database.ScriptEvaluateAsync(_scripts[script].Hash, keys, arguments);
            return await reply.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        catch (RedisServerException refusal) when (IsUnknownScript(refusal) || RedisFaults.IsPassing(refusal))
        {
            return await InsistAsync(script, keys, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisFaults.TryExplain(exception, script.Name, out var unavailable))
        {
            throw unavailable;
        }
    }

    /// <summary>
    /// Sends a script and a read of its hash, both before either is awaited: one round trip, and the read follows the script on the same
    /// connection. The fields are null if the read failed: what became of the command, the script alone says.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(RedisResult Reply, HashEntry[]? Fields)> RunAndReadAsync(
        CartScript script, RedisKey key, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisKey[] keys = [key];
        await _pipeline.NextTurn;
        try
        {
            var reply = Database.ScriptEvaluateAsync(_scripts[script].Hash, keys, arguments);
            var fields = Database.HashGetAllAsync(key);

            // The answer to the script is there before that to the read.
            await ((Task)fields).WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            return (await reply.WaitAsync(cancellationToken).ConfigureAwait(false), Found(fields));
        }
        catch (RedisServerException refusal) when (IsUnknownScript(refusal) || RedisFaults.IsPassing(refusal))
        {
            return (await InsistAsync(script, keys, arguments, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception exception) when (RedisFaults.TryExplain(exception, script.Name, out var unavailable))
        {
            throw unavailable;
        }
    }

    /// <summary>Reads a whole hash, with nothing around it either.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HashEntry[]> ReadAsync(RedisKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _pipeline.NextTurn;
        try
        {
            return await Database.HashGetAllAsync(key).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        catch (RedisServerException refusal) when (RedisFaults.IsPassing(refusal))
        {
            return await ReadAgainAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisFaults.TryExplain(exception, "get", out var unavailable))
        {
            throw unavailable;
        }
    }

    /// <summary>Sends a script, without explaining a fault.</summary>
    public async Task<RedisResult> EvaluateAsync(CartScript script, RedisKey[] keys, RedisValue[] arguments)
    {
        var loaded = _scripts[script];
        try
        {
            return await Database.ScriptEvaluateAsync(loaded.Hash, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException refusal) when (IsUnknownScript(refusal))
        {
            // EVAL cannot meet that again, and leaves the script with the server. The client's own overload for texts looks for the text
            // in a table at each call, which takes longer than to send it.
            object[] eval = [loaded.Text, keys.Length, .. keys.Cast<object>(), .. arguments.Cast<object>()];
            return await Database.ExecuteAsync("EVAL", eval).ConfigureAwait(false);
        }
    }

    private static bool IsUnknownScript(RedisServerException refusal) => refusal.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    private static HashEntry[]? Found(Task<HashEntry[]> read) => read.IsCompletedSuccessfully ? read.Result : null;

    private Task<RedisResult> InsistAsync(CartScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        AnswerAsync(() => EvaluateAsync(script, keys, arguments), script.Name, cancellationToken);

    private Task<HashEntry[]> ReadAgainAsync(RedisKey key, CancellationToken cancellationToken) =>
        AnswerAsync(() => Database.HashGetAllAsync(key), "get", cancellationToken);
}
