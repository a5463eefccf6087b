using System.Globalization;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Represents what one server reports about itself. It runs no queries, so rules can be tested with the reports of any product.</summary>
internal sealed record RedisFacts
{
    /// <summary>Gets the name of the server, for the operator.</summary>
    public required string Where { get; init; }

    /// <summary>Gets whether real shoppers use the server.</summary>
    public bool Production { get; init; }

    /// <summary>Gets the fields of INFO.</summary>
    public required IReadOnlyDictionary<string, string> Info { get; init; }

    /// <summary>Gets the settings that CONFIG reports. Others are missing.</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets why CONFIG reports nothing; null if it does.</summary>
    public string? ConfigRefusal { get; init; }

    /// <summary>Gets the fields of CLUSTER INFO; empty outside a cluster.</summary>
    public IReadOnlyDictionary<string, string> Cluster { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets how far the server's clock is ahead of the host's; null if it did not report the time.</summary>
    public TimeSpan? Ahead { get; init; }

    /// <summary>Gets the results of 10/2, 2^53 and 2^53-1 in a script; null if it did not run.</summary>
    public IReadOnlyList<string>? Numbers { get; init; }

    /// <summary>Gets the number of delayed writes to the append-only file at the previous check; null if there was none.</summary>
    public long? DelayedBefore { get; init; }

    public bool IsPrimary => Text("role") is "master";

    /// <summary>Gets whether the server is still loading its data. Other facts, such as <c>aof_enabled</c>, are not correct then.</summary>
    public bool IsLoading => Number("loading") is 1 || Number("async_loading") is 1;

    public bool IsCluster => Number("cluster_enabled") is 1;

    /// <summary>Gets the product, in lower case: redis, valkey, dragonfly, garnet.</summary>
    public string Product => this switch
    {
        _ when Info.ContainsKey("garnet_version") => "garnet",
        _ when Info.ContainsKey("dragonfly_version") => "dragonfly",
        _ when Info.ContainsKey("valkey_version") || Text("server_name") is "valkey" => "valkey",
        _ => "redis",
    };

    /// <summary>Returns a field of INFO; null if the server does not have it.</summary>
    public string? Text(string field) => Info.GetValueOrDefault(field);

    /// <summary>Returns a field of INFO as a whole number; null if the server does not have it.</summary>
    public long? Number(string field) => ToNumber(Text(field));

    /// <summary>Returns a setting; null if it is not reported.</summary>
    public string? Setting(string name) => Config.GetValueOrDefault(name);

    /// <summary>Returns a setting as a whole number; null if it is not reported.</summary>
    public long? NumberOf(string setting) => ToNumber(Setting(setting));

    /// <summary>Returns a finding without a problem, or one with its effect and its solution.</summary>
    public CheckFinding Rule(string name, bool isWell, string found, CheckLevel otherwise, string means, string mend) => isWell
        ? new($"redis_{name}", CheckLevel.Ok, $"{Where}: {found}")
        : new($"redis_{name}", otherwise, $"{Where}: {found}", means, mend);

    /// <summary>Returns a finding for a fact that is not known.</summary>
    public CheckFinding NotTold(string name, string why) => new($"redis_{name}", CheckLevel.Skipped, $"{Where}: {why}");

    public static long? ToNumber(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Parses the lines <c>name:value</c> of INFO or CLUSTER INFO. Skips headings and other lines.</summary>
    public static Dictionary<string, string> Parse(string? lines)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (lines ?? "").Split('\n', StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line[0] != '#')
            {
                fields[line[..colon]] = line[(colon + 1)..];
            }
        }

        return fields;
    }
}

/// <summary>Reads the <see cref="RedisFacts"/> of one server, in about one round trip.</summary>
internal sealed class RedisFactReader(IServer server, TimeProvider time)
{
    private static readonly string[] Settings =
    [
        "appendfsync", "no-appendfsync-on-rewrite", "min-replicas-to-write", "hash-max-listpack-entries", "hash-max-listpack-value",
        "busy-reply-threshold", "cluster-require-full-coverage",
    ];

    // 10/2 shows the dialect. 2^53 and the number before it show whether whole numbers keep their digits.
    private const string Numbers = "return {tostring(10/2), string.format('%.0f', 9007199254740992), string.format('%.0f', 9007199254740991)}";

    /// <exception cref="RedisException">The server did not answer INFO, which all facts need.</exception>
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

    // The host's own connection may lack administrator rights. A script can read INFO there, but not while the data is loading.
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

    // A managed service blocks commands, and some products do not have them. Then only that fact is unknown.
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
