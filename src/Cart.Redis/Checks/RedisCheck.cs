using System.Collections.Concurrent;
using System.Collections.Immutable;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Checks the servers that keep the carts; <c>docs/operations.md</c> lists what it looks at.</summary>
public sealed class RedisCheck(IConnectionMultiplexer connection, TimeProvider time) : IStoreCheck
{
    private readonly ConcurrentDictionary<string, long> _delayed = new();

    /// <inheritdoc/>
    public string Name => "redis";

    /// <inheritdoc/>
    /// <exception cref="RedisException">No server answers.</exception>
    public async ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default)
    {
        List<IServer> connected = [.. connection.GetServers().Where(static server => server.IsConnected)];
        if (connected.Count == 0)
        {
            throw new RedisException($"no connection to {string.Join(", ", connection.GetEndPoints().Select(EndPointCollection.ToString))}");
        }

        var facts = await Task.WhenAll(connected.Select(server => ReadAsync(server, context))).WaitAsync(cancellationToken).ConfigureAwait(false);
        var primaries = facts.Where(static fact => fact.IsPrimary).ToList();
        var looked = primaries.Count > 0 ? primaries : [.. facts];
        IEnumerable<CheckFinding> findings = looked.SelectMany(static fact => (IEnumerable<CheckFinding>)
            [.. MemoryRules.Of(fact), .. DurabilityRules.Of(fact), .. ReplicationRules.Of(fact), .. ServerRules.Of(fact)]);
        return [.. findings, .. await IsolationAsync(looked, context.Moment, cancellationToken).ConfigureAwait(false)];
    }

    private async Task<RedisFacts> ReadAsync(IServer server, CheckContext context)
    {
        var facts = await new RedisFactReader(server, time).ReadAsync().ConfigureAwait(false);
        facts = facts with
        {
            Production = context.Production,
            DelayedBefore = _delayed.TryGetValue(facts.Where, out var before) ? before : null,
        };
        _delayed[facts.Where] = facts.Number("aof_delayed_fsync") ?? 0;
        return facts;
    }

    // Redis and Valkey run one script after the other by design, and whether a server does does not change while it runs: so the start of
    // a host does not wait for the probe there.
    private async Task<ImmutableArray<CheckFinding>> IsolationAsync(List<RedisFacts> servers, CheckMoment moment, CancellationToken cancellationToken)
    {
        var isDoubtful = servers.Exists(static facts => facts.Product is not "redis" and not "valkey");
        if (moment is CheckMoment.Repeat || (moment is CheckMoment.Start && !isDoubtful))
        {
            return [];
        }

        try
        {
            var (sent, kept) = await ScriptIsolationProbe.RunAsync(ConfigurationOptions.Parse(connection.Configuration), cancellationToken).ConfigureAwait(false);
            return [Isolation(sent, kept)];
        }
        catch (RedisServerException fault)
        {
            return
            [
                new CheckFinding(
                    "redis_script_isolation",
                    CheckLevel.Refuse,
                    $"scripts do not run: {fault.Message}",
                    "Every change of a cart is a script.",
                    "Allow EVAL and EVALSHA; on Garnet, switch on --lua and --lua-transaction-mode."),
            ];
        }
    }

    private static CheckFinding Isolation(int sent, int kept) => sent == kept
        ? new("redis_script_isolation", CheckLevel.Ok, $"of {sent} increments by scripts at the same time all were kept")
        : new(
            "redis_script_isolation",
            CheckLevel.Refuse,
            $"of {sent} increments by scripts at the same time {kept} were kept",
            "Scripts get in between each other: carts would lose changes without any error.",
            "On Garnet, switch on --lua-transaction-mode; on Dragonfly, leave script atomicity on.");
}
