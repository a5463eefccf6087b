using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Finds out whether a server runs scripts one after the other, as everything here relies on. Some Redis-like servers do not,
/// depending on their settings, and lose updates without any error.
/// </summary>
public static class ScriptIsolationProbe
{
    // Two are enough to get in between each other; more only make an embedded server's sessions spin for the one lock.
    private const int Connections = 2;
    private const int IncrementsPerConnection = 100;

    // The probe sends more at once than carts ever do, to a server that may have only just started on a busy machine.
    private const int PatienceMs = 30_000;

    // Reads, dawdles, writes: without isolation another script gets in between.
    private const string Increment = """
        local value = tonumber(redis.call('GET', KEYS[1]) or '0')
        for _ = 1, 100 do redis.call('GET', KEYS[1]) end
        redis.call('SET', KEYS[1], value + 1, 'EX', 60)
        return 1
        """;

    /// <summary>
    /// Lets several connections increment one scratch key by scripts, and counts. The key is deleted, and expires by itself.
    /// </summary>
    /// <returns>How many increments were sent and how many were kept; scripts are isolated when the two are equal.</returns>
    /// <exception cref="RedisException">The server did not answer, or does not run scripts at all.</exception>
    public static Task<(int Sent, int Kept)> RunAsync(ConfigurationOptions options, CancellationToken cancellationToken = default) =>
        RunAsync(options, CartKeys.Default, cancellationToken);

    internal static async Task<(int Sent, int Kept)> RunAsync(ConfigurationOptions options, CartKeys keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var key = keys.Probe(Guid.NewGuid());
        var patient = options.Clone();
        patient.ConnectTimeout = patient.AsyncTimeout = PatienceMs;
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ConnectionMultiplexer.ConnectAsync(patient)))
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(connections.Select(connection => IncrementAsync(connection.GetDatabase(), key)))
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            var kept = (int)await connections[0].GetDatabase().StringGetDeleteAsync(key).ConfigureAwait(false);
            return (Connections * IncrementsPerConnection, kept);
        }
        finally
        {
            await Task.WhenAll(connections.Select(async connection => await connection.DisposeAsync().ConfigureAwait(false))).ConfigureAwait(false);
        }
    }

    /// <summary>Runs the probe and refuses a server that lost increments.</summary>
    /// <exception cref="InvalidOperationException">The server's scripts are not isolated from each other.</exception>
    /// <exception cref="RedisException">The server did not answer, or does not run scripts at all.</exception>
    public static async Task EnsureIsolatedAsync(ConfigurationOptions options, CancellationToken cancellationToken = default)
    {
        var (sent, kept) = await RunAsync(options, cancellationToken).ConfigureAwait(false);
        if (kept != sent)
        {
            throw new InvalidOperationException(
                $"The server does not isolate scripts from each other: of {sent} increments it kept {kept}. Carts would lose changes. "
                + "On Garnet, switch on --lua-transaction-mode; on Dragonfly, leave script atomicity on.");
        }
    }

    private static Task<RedisResult[]> IncrementAsync(IDatabase database, RedisKey key) =>
        Task.WhenAll(Enumerable.Range(0, IncrementsPerConnection).Select(_ => database.ScriptEvaluateAsync(Increment, [key])));
}
