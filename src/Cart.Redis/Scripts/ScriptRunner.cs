using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Sends scripts and commands to Redis, and explains its faults.</summary>
/// <remarks>
/// Scripts are never put into a batch or a transaction of the client: there a server that lost its script cache would leave them
/// unanswered for ever.
/// </remarks>
internal sealed class ScriptRunner(IDatabase database)
{
    public IDatabase Database { get; } = database;

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

    public Task<RedisResult> RunAsync(CartScript script, RedisKey key, RedisValue[] arguments, CancellationToken cancellationToken) =>
        RunAsync(script, [key], arguments, cancellationToken);

    public Task<RedisResult> RunAsync(CartScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        AnswerAsync(() => EvaluateAsync(script, keys, arguments), script.Name, cancellationToken);

    /// <summary>Sends a script, without explaining a fault.</summary>
    public async Task<RedisResult> EvaluateAsync(CartScript script, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await Database.ScriptEvaluateAsync(script.Text, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The client sends the text where the server does not know the hash, but gives up when the server forgets it again at once.
            object[] eval = [script.Text, keys.Length, .. keys.Cast<object>(), .. arguments.Cast<object>()];
            return await Database.ExecuteAsync("EVAL", eval).ConfigureAwait(false);
        }
    }
}
