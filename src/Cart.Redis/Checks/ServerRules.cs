using System.Globalization;
using Cart.Engine;

namespace Cart.Redis;

/// <summary>Checks the product and version of a server, and how it runs scripts and keeps time.</summary>
internal static class ServerRules
{
    private const int LongestScriptMs = 1000;

    private static readonly Version Oldest = new(6, 0);
    private static readonly Version Tested = new(7, 0);
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(1);

    public static IEnumerable<CheckFinding> Of(RedisFacts facts) => [Product(facts), Numbers(facts), Busy(facts), Clock(facts)];

    private static CheckFinding Product(RedisFacts facts)
    {
        var found = $"{facts.Product} {facts.Text(facts.Product + "_version")}";
        return (facts.Product, Version.TryParse(facts.Text("redis_version"), out var version)) switch
        {
            (_, false) => facts.NotTold("version", "INFO does not tell a version"),
            ("dragonfly", _) => facts.Rule(
                "version", isWell: false, found, CheckLevel.Warn,
                "It has no append-only file: when it dies, carts go back to its last snapshot.",
                "Take snapshots often, or use Redis or Valkey where that is too much."),
            _ when version < Oldest => facts.Rule(
                "version", isWell: false, found, CheckLevel.Refuse, "It is older than anything that the engine was written for.", "Use Redis 7 or later, or Valkey."),
            _ => facts.Rule(
                "version", version >= Tested, found, CheckLevel.Warn, "The engine is tested on Redis 7 and later.", "Use Redis 7 or later, or Valkey."),
        };
    }

    private static CheckFinding Numbers(RedisFacts facts) => facts.Numbers switch
    {
        null => facts.NotTold("script_numbers", "a script to count with did not run"),
        [var half, "9007199254740992", "9007199254740991"] =>
            new("redis_script_numbers", CheckLevel.Ok, $"{facts.Where}: scripts count to 2^53, and write 10/2 as {half}"),
        var numbers => facts.Rule(
            "script_numbers", isWell: false, $"scripts write 10/2, 2^53 and 2^53-1 as {string.Join(", ", numbers)}", CheckLevel.Refuse,
            "Versions and fences of carts would be wrong.", "Use Redis 7 or later, or Valkey."),
    };

    private static CheckFinding Busy(RedisFacts facts) => facts.NumberOf("busy-reply-threshold") is not { } threshold
        ? facts.NotTold("busy_threshold", facts.ConfigRefusal ?? "busy-reply-threshold is not told")
        : facts.Rule(
            "busy_threshold", threshold <= LongestScriptMs, $"busy-reply-threshold is {threshold} ms", CheckLevel.Warn,
            "A script of another program that hangs keeps every shopper waiting that long before anyone hears of it.",
            $"Set busy-reply-threshold {LongestScriptMs}: the scripts of carts take well below 1 ms.");

    private static CheckFinding Clock(RedisFacts facts) => facts.Ahead is not { } ahead
        ? facts.NotTold("clock", "it does not tell the time")
        : facts.Rule(
            "clock", ahead.Duration() <= MostSkew,
            $"its clock differs from the host's by {ahead.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s", CheckLevel.Warn,
            "Carts and leases end earlier or later than they should. Nothing is lost by it.",
            "Let both machines follow a time server.");
}

/// <summary>Checks which server takes writes, and which have a copy.</summary>
internal static class ReplicationRules
{
    private const long MostBytesBehind = 1_000_000;
    private const long MostSecondsSilent = 10;
    private const int Slots = 16384;

    public static IEnumerable<CheckFinding> Of(RedisFacts facts) => facts.IsPrimary ? [Role(facts), Replicas(facts), Cluster(facts)] : [Role(facts)];

    private static CheckFinding Role(RedisFacts facts) => facts.Text("role") is not { } role
        ? facts.NotTold("role", "INFO does not tell the role")
        : facts.Rule(
            "role", facts.IsPrimary, facts.IsPrimary ? "takes writes" : $"is a {role}, and no server that takes writes is known", CheckLevel.Refuse,
            "Every change of a cart would be refused.",
            "Name the primary in the connection string, or all servers; or finish the failover.");

    private static CheckFinding Replicas(RedisFacts facts)
    {
        var count = facts.Number("connected_slaves");
        var behind = Enumerable.Range(0, (int)(count ?? 0)).Where(number => IsBehind(facts, number)).ToList();
        return count switch
        {
            null => facts.NotTold("replicas", "INFO does not tell the replicas"),
            0 => facts.Rule(
                "replicas", !facts.Production, "has no replica", CheckLevel.Warn,
                "When its machine fails, carts are away until it is back.",
                "Add a replica with an automatic failover, where that matters."),
            _ when behind.Count > 0 => facts.Rule(
                "replicas", isWell: false, string.Join("; ", behind.Select(number => facts.Text($"slave{number}"))), CheckLevel.Warn,
                "A failover to this replica loses the changes that it does not have.",
                "Look at the replica and at the network between."),
            _ when facts.NumberOf("min-replicas-to-write") is 0 => facts.Rule(
                "replicas", isWell: false, $"{count} replicas keep up, and min-replicas-to-write is 0", CheckLevel.Warn,
                "Without its replicas the primary goes on alone, and a failover then loses what it took.",
                "Set min-replicas-to-write 1 and min-replicas-max-lag 10: then such changes are refused. It bounds the loss, it does not end it."),
            _ => new("redis_replicas", CheckLevel.Ok, $"{facts.Where}: {count} replicas keep up"),
        };
    }

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
        var (state, slots) = (facts.Cluster.GetValueOrDefault("cluster_state"), RedisFacts.ToNumber(facts.Cluster.GetValueOrDefault("cluster_slots_ok")));
        return facts.IsCluster && (state is null || slots is null)
            ? facts.NotTold("cluster", "CLUSTER INFO does not tell the slots")
            : facts.Rule(
                "cluster", !facts.IsCluster || (state is "ok" && slots == Slots),
                !facts.IsCluster ? "is no cluster" : $"the cluster is {state}, {slots} of {Slots} slots are served, "
                    + $"cluster-require-full-coverage is {facts.Setting("cluster-require-full-coverage") ?? "not told"}",
                CheckLevel.Warn,
                "The carts of the other slots are away; with full coverage required, all carts are.",
                "Bring the missing nodes back, or run redis-cli --cluster fix.");
    }
}
