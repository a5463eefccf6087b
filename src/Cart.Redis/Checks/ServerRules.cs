using System.Globalization;
using Cart.Engine;

namespace Cart.Redis;

/// <summary>Which product and version a server is, and how it runs scripts and keeps time.</summary>
internal static class ServerRules
{
    private const int LongestScriptMs = 1000;

    private static readonly Version Oldest = new(6, 0);
    private static readonly Version Tested = new(7, 0);
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(1);

    public static IEnumerable<CheckFinding> Of(RedisFacts facts) => [Product(facts), Numbers(facts), Busy(facts), Clock(facts)];

    private static CheckFinding Product(RedisFacts facts)
    {
        var own = facts.Text(facts.Product + "_version");
        var found = $"{facts.Where}: {facts.Product} {own}";
        return Version.TryParse(facts.Text("redis_version"), out var version) ? (facts.Product, version) switch
        {
            ("dragonfly", _) => new(
                "redis_version", CheckLevel.Warn, found,
                "It has no append-only file: when it dies, carts go back to its last snapshot.",
                "Take snapshots often, or use Redis or Valkey where that is too much."),
            (_, var old) when old < Oldest => new(
                "redis_version", CheckLevel.Refuse, found,
                "It is older than anything that the engine was written for.",
                "Use Redis 7 or later, or Valkey."),
            (_, var old) when old < Tested => new(
                "redis_version", CheckLevel.Warn, found, "The engine is tested on Redis 7 and later.", "Use Redis 7 or later, or Valkey."),
            _ => new("redis_version", CheckLevel.Ok, found),
        }
        : new("redis_version", CheckLevel.Skipped, $"{facts.Where}: INFO does not tell a version");
    }

    private static CheckFinding Numbers(RedisFacts facts) => facts.Numbers switch
    {
        null => new("redis_script_numbers", CheckLevel.Skipped, $"{facts.Where}: a script to count with did not run"),
        [var half, "9007199254740992", "9007199254740991"] => new(
            "redis_script_numbers", CheckLevel.Ok, $"{facts.Where}: scripts count to 2^53, and write 10/2 as {half}"),
        var numbers => new(
            "redis_script_numbers", CheckLevel.Refuse, $"{facts.Where}: scripts write 10/2, 2^53 and 2^53-1 as {string.Join(", ", numbers)}",
            "Versions and fences of carts would be wrong.",
            "Use Redis 7 or later, or Valkey."),
    };

    private static CheckFinding Busy(RedisFacts facts) => RedisFacts.ToNumber(facts.Setting("busy-reply-threshold")) switch
    {
        null => new("redis_busy_threshold", CheckLevel.Skipped, $"{facts.Where}: {facts.ConfigRefusal ?? "busy-reply-threshold is not told"}"),
        > LongestScriptMs and var threshold => new(
            "redis_busy_threshold", CheckLevel.Warn, $"{facts.Where}: busy-reply-threshold is {threshold} ms",
            "A script of another program that hangs keeps every shopper waiting that long before anyone hears of it.",
            $"Set busy-reply-threshold {LongestScriptMs}: the scripts of carts take well below 1 ms."),
        var threshold => new("redis_busy_threshold", CheckLevel.Ok, $"{facts.Where}: busy-reply-threshold is {threshold} ms"),
    };

    private static CheckFinding Clock(RedisFacts facts)
    {
        if (facts.Ahead is not { } ahead)
        {
            return new("redis_clock", CheckLevel.Skipped, $"{facts.Where}: it does not tell the time");
        }

        var found = $"{facts.Where}: its clock differs from the host's by {ahead.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s";
        return ahead.Duration() > MostSkew
            ? new(
                "redis_clock", CheckLevel.Warn, found,
                "Carts and leases end earlier or later than they should. Nothing is lost by it.",
                "Let both machines follow a time server.")
            : new("redis_clock", CheckLevel.Ok, found);
    }
}

/// <summary>Who takes the writes, and who has a copy.</summary>
internal static class ReplicationRules
{
    private const long MostBytesBehind = 1_000_000;
    private const long MostSecondsSilent = 10;
    private const int Slots = 16384;

    public static IEnumerable<CheckFinding> Of(RedisFacts facts) => facts.IsPrimary ? [Role(facts), Replicas(facts), Cluster(facts)] : [Role(facts)];

    private static CheckFinding Role(RedisFacts facts) => facts.Text("role") switch
    {
        null => new("redis_role", CheckLevel.Skipped, $"{facts.Where}: INFO does not tell the role"),
        "master" => new("redis_role", CheckLevel.Ok, $"{facts.Where}: takes writes"),
        var role => new(
            "redis_role", CheckLevel.Refuse, $"{facts.Where}: is a {role}, and no server that takes writes is known",
            "Every change of a cart would be refused.",
            "Name the primary in the connection string, or all servers; or finish the failover."),
    };

    private static CheckFinding Replicas(RedisFacts facts)
    {
        if (facts.Number("connected_slaves") is not { } count)
        {
            return new("redis_replicas", CheckLevel.Skipped, $"{facts.Where}: INFO does not tell the replicas");
        }

        if (count == 0)
        {
            return new(
                "redis_replicas", facts.Production ? CheckLevel.Warn : CheckLevel.Ok, $"{facts.Where}: has no replica",
                "When its machine fails, carts are away until it is back.",
                "Add a replica with an automatic failover, where that matters.");
        }

        var behind = Enumerable.Range(0, (int)count).Where(number => IsBehind(facts, number)).ToList();
        return behind.Count > 0 ? Behind(facts, behind) : Acknowledged(facts, count);
    }

    private static CheckFinding Behind(RedisFacts facts, List<int> replicas) => new(
        "redis_replicas", CheckLevel.Warn, $"{facts.Where}: {string.Join("; ", replicas.Select(number => facts.Text($"slave{number}")))}",
        "A failover to this replica loses the changes that it does not have.",
        "Look at the replica and at the network between.");

    private static CheckFinding Acknowledged(RedisFacts facts, long count) => RedisFacts.ToNumber(facts.Setting("min-replicas-to-write")) is 0
        ? new(
            "redis_replicas", CheckLevel.Warn, $"{facts.Where}: {count} replicas keep up, and min-replicas-to-write is 0",
            "Without its replicas the primary goes on alone, and a failover then loses what it took.",
            "Set min-replicas-to-write 1 and min-replicas-max-lag 10: then such changes are refused. It bounds the loss, it does not end it.")
        : new("redis_replicas", CheckLevel.Ok, $"{facts.Where}: {count} replicas keep up");

    // slave0:ip=10.0.0.2,port=6379,state=online,offset=1234,lag=0
    private static bool IsBehind(RedisFacts facts, int number)
    {
        var parts = (facts.Text($"slave{number}") ?? "").Split(',')
            .Select(static part => part.Split('=', 2)).Where(static part => part.Length == 2).ToDictionary(static part => part[0], static part => part[1]);
        var offset = facts.Number("master_repl_offset") - RedisFacts.ToNumber(parts.GetValueOrDefault("offset"));
        return parts.GetValueOrDefault("state") is not null and not "online"
            || offset > MostBytesBehind
            || RedisFacts.ToNumber(parts.GetValueOrDefault("lag")) > MostSecondsSilent;
    }

    private static CheckFinding Cluster(RedisFacts facts)
    {
        if (!facts.IsCluster)
        {
            return new("redis_cluster", CheckLevel.Ok, $"{facts.Where}: is no cluster");
        }

        var (state, slots) = (facts.Cluster.GetValueOrDefault("cluster_state"), RedisFacts.ToNumber(facts.Cluster.GetValueOrDefault("cluster_slots_ok")));
        if (state is null || slots is null)
        {
            return new("redis_cluster", CheckLevel.Skipped, $"{facts.Where}: CLUSTER INFO does not tell the slots");
        }

        var found = $"{facts.Where}: the cluster is {state}, {slots} of {Slots} slots are served, "
            + $"cluster-require-full-coverage is {facts.Setting("cluster-require-full-coverage") ?? "not told"}";
        return state is "ok" && slots == Slots
            ? new("redis_cluster", CheckLevel.Ok, found)
            : new(
                "redis_cluster", CheckLevel.Warn, found,
                "The carts of the other slots are away; with full coverage required, all carts are.",
                "Bring the missing nodes back, or run redis-cli --cluster fix.");
    }
}
