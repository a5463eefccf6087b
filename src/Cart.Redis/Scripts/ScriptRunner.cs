using System.Runtime.CompilerServices;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Represents the reply of a script and the hash read after it. Not a tuple, because awaiting one allocates.</summary>
internal readonly record struct ScriptAnswer(RedisResult Reply, HashEntry[]? Fields);

/// <summary>Sends scripts and commands to Redis, and converts its faults.</summary>
/// <remarks>
/// Scripts are never put into a batch or a transaction of the client: there, a server that lost its script cache would never answer them. Commands in
/// a turn of the pipeline are awaited with <see cref="ConfigureAwaitOptions.ForceYielding"/>, so that the turn ends even if the reply is already
/// there, and no code of the caller runs in it.
/// </remarks>
internal sealed class ScriptRunner
{
    private readonly Dictionary<CartScript, LoadedScript> _scripts;
    private readonly AutoPipeline _pipeline = new();
    private readonly RedisLink _link;
    private IDatabase? _database;
    private ISubscriber? _subscriber;

    /// <summary>Initializes a runner, with the options of the cart store. With null, scripts about carts are left out.</summary>
    public ScriptRunner(RedisLink link, CartOptions? options = null)
    {
        _link = link;
        _scripts = LoadedScript.All(options);
        if (link.Current is { } connection)
        {
            Take(connection);
        }
    }

    /// <summary>Gets the database, for use within <see cref="AnswerAsync"/> or after a call was answered.</summary>
    public IDatabase Database => _database ?? throw new InvalidOperationException("There is no connection yet.");

    /// <summary>Gets the channels, for use as <see cref="Database"/>.</summary>
    public ISubscriber Subscriber => _subscriber ?? throw new InvalidOperationException("There is no connection yet.");

    /// <summary>Gets the texts of all scripts, so that a server can load them in advance.</summary>
    public IEnumerable<string> Texts => _scripts.Values.Select(static script => script.Text);

    /// <summary>Returns the connection, and opens it if necessary.</summary>
    /// <exception cref="CartUnavailableException">There is no connection yet.</exception>
    public async ValueTask<IConnectionMultiplexer> ConnectAsync(Asked asked, CancellationToken cancellationToken)
    {
        if (_database is null)
        {
            Take(await _link.OpenSoonAsync(asked, cancellationToken).ConfigureAwait(false));
        }

        return Database.Multiplexer;
    }

    public async Task<T> AnswerAsync<T>(Func<Task<T>> ask, Asked asked, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await ConnectAsync(asked, cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await InsistAsync(ask, cancellationToken).ConfigureAwait(false);
            _link.Answered();
            return answer;
        }
        catch (Exception exception) when (RedisFaults.TryExplain(exception, asked, out var unavailable))
        {
            throw _link.Failed(unavailable);
        }
    }

    /// <summary>Sends a script and optionally a read of its hash. This is the path of nearly every call.</summary>
    /// <remarks>
    /// Both are sent before either is awaited: one round trip, and the read follows the script on the same connection. The fields are null if they
    /// were not requested or the read failed. Only the script's reply reports the outcome of the command.
    /// </remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ScriptAnswer> RunAsync(
        CartScript script, RedisKey[] keys, RedisValue[] arguments, bool reads, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_database is null)
        {
            await ConnectAsync(Asked.Change(script.Name), cancellationToken).ConfigureAwait(false);
        }

        await _pipeline.NextTurn;
        try
        {
            var reply = Database.ScriptEvaluateAsync(_scripts[script].Hash, keys, arguments);
            var fields = reads ? Database.HashGetAllAsync(keys[0]) : null;

            // The script's reply arrives before that of the read.
            await ((Task?)fields ?? reply).WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            var answer = await reply.WaitAsync(cancellationToken).ConfigureAwait(false);
            _link.Answered();
            return new ScriptAnswer(answer, fields is { IsCompletedSuccessfully: true } ? fields.Result : null);
        }
        catch (RedisServerException refusal) when (IsUnknownScript(refusal) || RedisFaults.IsPassing(refusal))
        {
            return new ScriptAnswer(await InsistAsync(script, keys, arguments, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception exception) when (RedisFaults.TryExplain(exception, Asked.Change(script.Name), out var unavailable))
        {
            throw _link.Failed(unavailable);
        }
    }

    /// <summary>Sends a script that returns several parts.</summary>
    public async ValueTask<RedisResult[]> RunAsync(CartScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        (RedisResult[])(await RunAsync(script, keys, arguments, reads: false, cancellationToken).ConfigureAwait(false)).Reply!;

    /// <summary>Reads a whole hash.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HashEntry[]> ReadAsync(RedisKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_database is null)
        {
            await ConnectAsync(Asked.Read("get"), cancellationToken).ConfigureAwait(false);
        }

        await _pipeline.NextTurn;
        try
        {
            var fields = await Database.HashGetAllAsync(key).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            _link.Answered();
            return fields;
        }
        catch (RedisServerException refusal) when (RedisFaults.IsPassing(refusal))
        {
            return await ReadAgainAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisFaults.TryExplain(exception, Asked.Read("get"), out var unavailable))
        {
            throw _link.Failed(unavailable);
        }
    }

    /// <summary>Sends a script, without converting a fault.</summary>
    public async Task<RedisResult> EvaluateAsync(CartScript script, RedisKey[] keys, RedisValue[] arguments)
    {
        var loaded = _scripts[script];
        try
        {
            return await Database.ScriptEvaluateAsync(loaded.Hash, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException refusal) when (IsUnknownScript(refusal))
        {
            // EVAL cannot fail with NOSCRIPT, and caches the script in the server. The client's own overload for texts looks the text up in a table
            // at each call, which takes longer than sending it.
            object[] eval = [loaded.Text, keys.Length, .. keys.Cast<object>(), .. arguments.Cast<object>()];
            return await Database.ExecuteAsync("EVAL", eval).ConfigureAwait(false);
        }
    }

    private static bool IsUnknownScript(RedisServerException refusal) => refusal.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    private async Task<T> InsistAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException refusal) when (RedisFaults.IsPassing(refusal))
        {
            return await RefusalRetry.AskAgainAsync(ask, refusal, Database.Multiplexer, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Take(IConnectionMultiplexer connection)
    {
        _subscriber = connection.GetSubscriber();
        Volatile.Write(ref _database, connection.GetDatabase());
    }

    // Separate methods, because a lambda's closure is allocated where a method begins, and nearly no call gets here.
    private Task<RedisResult> InsistAsync(CartScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        AnswerAsync(() => EvaluateAsync(script, keys, arguments), Asked.Change(script.Name), cancellationToken);

    private Task<HashEntry[]> ReadAgainAsync(RedisKey key, CancellationToken cancellationToken) =>
        AnswerAsync(() => Database.HashGetAllAsync(key), Asked.Read("get"), cancellationToken);
}

/// <summary>
/// Lets concurrent callers send one right after the other, so that their commands share packets. Each caller awaits its turn, then sends.
/// </summary>
/// <remarks>
/// A client that sends every command at once puts only a few into a packet, so both ends spend more time on packets than on commands. Here no command
/// waits, only the callers' state machines, for a turn of the thread pool. The client still routes, holds back and fails every command as it
/// would without this.
/// </remarks>
internal sealed class AutoPipeline : IThreadPoolWorkItem
{
    // Small enough that the server starts on the first callers while the last are still sending. 6 to 16 perform equally well.
    private const int GroupSize = 8;

    private readonly Lock _gate = new();
    private readonly Queue<Action> _waiting = new();
    private readonly List<Action> _group = new(GroupSize);
    private bool _isBusy;

    /// <summary>
    /// Await this before sending. The continuation runs in the shared turn, so send at once and await with ForceYielding.
    /// </summary>
    public Turn NextTurn => new(this);

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            while (_group.Count < GroupSize && _waiting.TryDequeue(out var next))
            {
                _group.Add(next);
            }
        }

        foreach (var send in _group)
        {
            send();
        }

        _group.Clear();
        lock (_gate)
        {
            _isBusy = _waiting.Count > 0;
            if (!_isBusy)
            {
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Join(Action send)
    {
        lock (_gate)
        {
            _waiting.Enqueue(send);
            if (_isBusy)
            {
                return;
            }

            _isBusy = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Represents an awaitable turn.</summary>
    public readonly struct Turn(AutoPipeline pipeline) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Turn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => pipeline.Join(continuation);

        public void UnsafeOnCompleted(Action continuation) => pipeline.Join(continuation);
    }
}
