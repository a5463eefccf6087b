using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Asks one server for its <see cref="RedisFacts"/>: everything at once, so it costs about one round trip.</summary>
internal sealed class RedisFactReader(IServer server, TimeProvider time)
{
    private static readonly string[] Settings =
    [
        "appendfsync", "no-appendfsync-on-rewrite", "min-replicas-to-write", "hash-max-listpack-entries", "hash-max-listpack-value",
        "busy-reply-threshold", "cluster-require-full-coverage",
    ];

    // 10/2 tells the dialect; 2^53 and the number before it, whether whole numbers keep their digits.
    private const string Numbers = "return {tostring(10/2), string.format('%.0f', 9007199254740992), string.format('%.0f', 9007199254740991)}";

    /// <exception cref="RedisException">The server did not answer INFO, without which nothing is known.</exception>
    public async Task<RedisFacts> ReadAsync()
    {
        var (info, clock, config, numbers) = (InfoAsync(), SkewAsync(), ConfigAsync(), NumbersAsync());
        var facts = new RedisFacts
        {
            Where = EndPointCollection.ToString(server.EndPoint),
            Info = RedisFacts.Parse(await info.ConfigureAwait(false)),
            Ahead = await clock.ConfigureAwait(false),
            Numbers = await numbers.ConfigureAwait(false),
        };
        var (settings, refusal) = await config.ConfigureAwait(false);
        facts = facts with { Config = settings, ConfigRefusal = refusal };
        return facts.IsCluster ? facts with { Cluster = await ClusterAsync().ConfigureAwait(false) } : facts;
    }

    // A connection of the host's own may not be for administrators. A script can ask for INFO there, but not while the data is loading.
    private async Task<string?> InfoAsync()
    {
        try
        {
            return await server.InfoRawAsync().ConfigureAwait(false);
        }
        catch (RedisCommandException)
        {
            return (string?)await server.ExecuteAsync("EVAL", "return redis.call('INFO')", 0).ConfigureAwait(false);
        }
    }

    private async Task<TimeSpan?> SkewAsync()
    {
        var asked = time.GetUtcNow();
        return await TryAsync<TimeSpan?>(
            async () =>
            {
                var theirs = new DateTimeOffset(await server.TimeAsync().ConfigureAwait(false), TimeSpan.Zero);
                var answered = time.GetUtcNow();
                return theirs - (asked + ((answered - asked) / 2));
            },
            static _ => null).ConfigureAwait(false);
    }

    private async Task<(IReadOnlyDictionary<string, string> Settings, string? Refusal)> ConfigAsync()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        string? refusal = null;
        var answers = await Task.WhenAll(Settings.Select(name => TryAsync(
            async () => (RedisResult[]?)await server.ExecuteAsync("CONFIG", "GET", name).ConfigureAwait(false),
            fault =>
            {
                refusal = ServerRefusal.Of(fault.Message).Text;
                return null;
            }))).ConfigureAwait(false);
        foreach (var answer in answers.Where(static answer => answer is { Length: 2 }))
        {
            settings[(string)answer![0]!] = (string)answer[1]!;
        }

        return (settings, settings.Count > 0 ? null : refusal ?? "CONFIG GET answers nothing");
    }

    private Task<IReadOnlyList<string>?> NumbersAsync() => TryAsync<IReadOnlyList<string>?>(
        async () => (string[]?)await server.ExecuteAsync("EVAL", Numbers, 0).ConfigureAwait(false), static _ => null);

    private Task<Dictionary<string, string>> ClusterAsync() => TryAsync(
        async () => RedisFacts.Parse((string?)await server.ExecuteAsync("CLUSTER", "INFO").ConfigureAwait(false)),
        static _ => []);

    // A managed service blocks commands, and a product does not know some: then that one thing is not known.
    private static async Task<T> TryAsync<T>(Func<Task<T>> ask, Func<Exception, T> otherwise)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is RedisServerException or RedisCommandException)
        {
            return otherwise(fault);
        }
    }
}
