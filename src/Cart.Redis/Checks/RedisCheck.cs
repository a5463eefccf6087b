using System.Collections.Concurrent;
using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Checks the servers that store the carts. <c>docs/operations.md</c> lists the checks.</summary>
internal sealed class RedisCheck(RedisLink link, IOptions<CartOptions> options, TimeProvider time, CartKeys keys) : IStoreCheck
{
    private static readonly Asked Checking = Asked.Read("the check");

    private readonly ConcurrentDictionary<string, long> _delayed = new();
    private readonly ShopRehearsal _rehearsal = new(link, options, time, keys);

    public string Name => "redis";

    /// <exception cref="CartUnavailableException">No server answers. The message gives the cause, without the password.</exception>
    public async ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await LookAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFaults.TryExplain(fault, Checking, out var unavailable))
        {
            var detail = unavailable.InnerException!;
            throw new CartUnavailableException($"{unavailable.Message.TrimEnd('.')}: {detail.Message}", outcomeUnknown: false, detail);
        }
    }

    private async Task<ImmutableArray<CheckFinding>> LookAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var connection = await link.OpenAsync(cancellationToken).ConfigureAwait(false);
        List<IServer> connected = [.. connection.GetServers().Where(static server => server.IsConnected)];
        if (connected.Count == 0)
        {
            throw await ConnectionDiagnosis.NoConnectionAsync(connection).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        var facts = await Task.WhenAll(connected.Select(server => ReadAsync(server, context))).WaitAsync(cancellationToken).ConfigureAwait(false);
        var primaries = facts.Where(static fact => fact.IsPrimary).ToList();
        List<RedisFacts> looked = primaries.Count > 0 ? primaries : [.. facts];
        List<CheckFinding> loading = [.. looked.Where(static fact => fact.IsLoading).Select(DurabilityRules.Loading)];
        IEnumerable<CheckFinding> findings = [.. loading, .. looked.Where(static fact => !fact.IsLoading).SelectMany(RulesOf)];
        if (loading.Count > 0 || primaries.Count == 0 || context.Moment is CheckMoment.Repeat)
        {
            return [.. findings];
        }

        return
        [
            .. findings,
            .. await RehearseAsync(cancellationToken).ConfigureAwait(false),
            .. await IsolationAsync(connection, looked, context.Moment, cancellationToken).ConfigureAwait(false),
        ];
    }

    private static IEnumerable<CheckFinding> RulesOf(RedisFacts fact) =>
        [.. MemoryRules.Of(fact), .. DurabilityRules.Of(fact), .. ReplicationRules.Of(fact), .. ServerRules.Of(fact)];

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

    private async Task<ImmutableArray<CheckFinding>> RehearseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _rehearsal.RunAsync(cancellationToken).ConfigureAwait(false);
            return [RehearsalRules.Passed];
        }
        catch (CartUnavailableException fault)
        {
            return RehearsalRules.Failed(fault);
        }
    }

    // Redis and Valkey isolate scripts by design, and this never changes while a server runs. So the start of a host does not wait for the probe
    // there.
    private async Task<ImmutableArray<CheckFinding>> IsolationAsync(
        IConnectionMultiplexer connection, List<RedisFacts> servers, CheckMoment moment, CancellationToken cancellationToken)
    {
        var isDoubtful = servers.Exists(static facts => facts.Product is not "redis" and not "valkey");
        if (moment is CheckMoment.Start && !isDoubtful)
        {
            return [];
        }

        try
        {
            var same = ConfigurationOptions.Parse(connection.Configuration);
            var (sent, kept) = await ScriptIsolationProbe.RunAsync(same, keys, cancellationToken).ConfigureAwait(false);
            return [Isolation(sent, kept)];
        }
        catch (RedisServerException fault)
        {
            var refusal = ServerRefusal.Of(fault.Message);
            return
            [
                new CheckFinding(
                    "redis_script_isolation",
                    refusal.Kind is RefusalKind.Passing or RefusalKind.State ? CheckLevel.Skipped : CheckLevel.Refuse,
                    $"scripts do not run: {refusal.Text}",
                    "Every change of a cart is a script.",
                    "Allow EVAL and EVALSHA; on Garnet, switch on --lua and --lua-transaction-mode."),
            ];
        }
    }

    private static CheckFinding Isolation(int sent, int kept) => sent == kept
        ? new("redis_script_isolation", CheckLevel.Ok, $"of {sent} increments by scripts at the same time all were kept")
        : new(
            "redis_script_isolation", CheckLevel.Refuse, $"of {sent} increments by scripts at the same time {kept} were kept",
            "Scripts get in between each other: carts would lose changes without any error.",
            "On Garnet, switch on --lua-transaction-mode; on Dragonfly, leave script atomicity on.");
}

/// <summary>
/// Tests whether a server runs scripts one after the other, which all commands rely on. Some Redis-like servers do not, depending on their
/// settings, and lose updates without an error.
/// </summary>
internal static class ScriptIsolationProbe
{
    // Two suffice to interleave. With more, the sessions of an embedded server only spin for its lock.
    private const int Connections = 2;
    private const int IncrementsPerConnection = 100;

    // The probe sends more at once than carts ever do, possibly to a server that has just started on a busy machine.
    private const int PatienceMs = 30_000;

    // Reads, waits, writes. Without isolation another script runs in between.
    private const string Increment = """
        local value = tonumber(redis.call('GET', KEYS[1]) or '0')
        for _ = 1, 100 do redis.call('GET', KEYS[1]) end
        redis.call('SET', KEYS[1], value + 1, 'EX', 60)
        return 1
        """;

    /// <summary>Increments one scratch key by scripts on several connections, and counts. The key is deleted, and expires by itself.</summary>
    /// <returns>The number of increments sent and kept. Scripts are isolated if both are equal.</returns>
    /// <exception cref="RedisException">The server did not answer, or does not run scripts.</exception>
    public static async Task<(int Sent, int Kept)> RunAsync(ConfigurationOptions options, CartKeys keys, CancellationToken cancellationToken)
    {
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

    private static Task<RedisResult[]> IncrementAsync(IDatabase database, RedisKey key) =>
        Task.WhenAll(Enumerable.Range(0, IncrementsPerConnection).Select(_ => database.ScriptEvaluateAsync(Increment, [key])));
}
