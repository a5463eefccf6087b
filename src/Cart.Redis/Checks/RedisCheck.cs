using System.Collections.Concurrent;
using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Checks the servers that keep the carts; <c>docs/operations.md</c> lists what it looks at.</summary>
internal sealed class RedisCheck : IStoreCheck
{
    private static readonly Asked Checking = Asked.Read("the check");

    private readonly ConcurrentDictionary<string, long> _delayed = new();
    private readonly RedisLink _link;
    private readonly TimeProvider _time;
    private readonly CartKeys _keys;
    private readonly ShopRehearsal _rehearsal;

    /// <summary>Initializes the check on a connection that the caller owns.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">The limits and lifetimes of carts.</param>
    /// <param name="time">The clock that those of the servers are compared with.</param>
    /// <param name="keys">The keys of the shop; null for those with the default prefix.</param>
    public RedisCheck(IConnectionMultiplexer connection, IOptions<CartOptions> options, TimeProvider time, CartKeys? keys = null)
        : this(RedisLink.Of(connection), options, time, keys ?? CartKeys.Default)
    {
    }

    internal RedisCheck(RedisLink link, IOptions<CartOptions> options, TimeProvider time, CartKeys keys)
    {
        _link = link;
        _time = time;
        _keys = keys;
        _rehearsal = new ShopRehearsal(link, options, time, keys);
    }

    /// <inheritdoc/>
    public string Name => "redis";

    /// <inheritdoc/>
    /// <exception cref="CartUnavailableException">No server answers. The message says why, and holds no password.</exception>
    public async ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await LookAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFaults.TryExplain(fault, Checking, out var unavailable))
        {
            throw new CartUnavailableException($"{unavailable.Message.TrimEnd('.')}: {unavailable.InnerException!.Message}", outcomeUnknown: false, unavailable.InnerException);
        }
    }

    private async Task<ImmutableArray<CheckFinding>> LookAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var connection = await _link.OpenAsync(cancellationToken).ConfigureAwait(false);
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
        var facts = await new RedisFactReader(server, _time).ReadAsync().ConfigureAwait(false);
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

    // Redis and Valkey run one script after the other by design, and whether a server does does not change while it runs: so the start of
    // a host does not wait for the probe there.
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
            var (sent, kept) = await ScriptIsolationProbe.RunAsync(ConfigurationOptions.Parse(connection.Configuration), _keys, cancellationToken).ConfigureAwait(false);
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
            "redis_script_isolation",
            CheckLevel.Refuse,
            $"of {sent} increments by scripts at the same time {kept} were kept",
            "Scripts get in between each other: carts would lose changes without any error.",
            "On Garnet, switch on --lua-transaction-mode; on Dragonfly, leave script atomicity on.");
}
