using System.Globalization;
using Cart.Engine;

namespace Cart.Redis;

/// <summary>Checks which carts survive the crash of a server.</summary>
internal static class DurabilityRules
{
    private static readonly string[] Writes = ["aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status"];

    public static IEnumerable<CheckFinding> Of(RedisFacts facts) => [Persistence(facts), LastWrite(facts), Fsync(facts)];

    /// <summary>Returns the only finding about a server that is loading its data.</summary>
    public static CheckFinding Loading(RedisFacts facts) => new(
        "redis",
        CheckLevel.Away,
        $"{facts.Where}: is loading its data{(facts.Number("loading_eta_seconds") is { } rest ? $", about {rest} s more" : "")}",
        "Carts are away until it has loaded. Nothing else is known of it yet.",
        "Wait. It is looked at again.");

    private static CheckFinding Persistence(RedisFacts facts) => facts.Number("aof_enabled") is not { } enabled
        ? facts.NotTold("persistence", "INFO does not tell aof_enabled")
        : facts.Rule(
            "persistence", enabled != 0, $"the append-only file is {(enabled == 0 ? "off" : "on")}",
            facts.Production ? CheckLevel.Refuse : CheckLevel.Warn,
            "A restart empties every cart, or takes it back to the last snapshot.",
            "Run CONFIG SET appendonly yes, and set it in redis.conf or with the service.");

    private static CheckFinding LastWrite(RedisFacts facts)
    {
        var told = Writes.Where(field => facts.Text(field) is not null).ToList();
        var failed = told.Where(field => facts.Text(field) is not "ok").Select(field => $"{field} is {facts.Text(field)}").ToList();
        return told is []
            ? facts.NotTold("last_write", "INFO does not tell how the last write to the disk went")
            : facts.Rule(
                "last_write", failed is [], failed is [] ? "the last writes to the disk went well" : string.Join(", ", failed), CheckLevel.Warn,
                "Redis could not write to its disk; it may refuse changes (MISCONF), and loses what is not written when it dies.",
                "Look for a full or failing disk, and into the log of Redis.");
    }

    private static CheckFinding Fsync(RedisFacts facts)
    {
        if (facts.Number("aof_enabled") is not 1)
        {
            return facts.NotTold("fsync", "there is no append-only file to look at");
        }

        List<string> signs = [];
        if (facts.Number("aof_delayed_fsync") - (facts.DelayedBefore ?? 0) is > 0 and var delayed)
        {
            signs.Add($"the disk delayed {delayed} writes");
        }

        if (facts.Setting("appendfsync") is "no")
        {
            signs.Add("appendfsync is no");
        }

        if (facts.Setting("no-appendfsync-on-rewrite") is "yes")
        {
            signs.Add("no-appendfsync-on-rewrite is yes");
        }

        return facts.Rule(
            "fsync", signs is [],
            signs is [] ? $"appendfsync is {facts.Setting("appendfsync") ?? "not told"}, and the disk keeps up" : string.Join(", ", signs),
            CheckLevel.Warn,
            "When its machine loses power, Redis loses the changes of more than the last second.",
            "Use a faster disk, appendfsync everysec or always, and no-appendfsync-on-rewrite no.");
    }
}

/// <summary>Checks what a server does when its memory is full, and how compactly it stores carts.</summary>
internal static class MemoryRules
{
    private const int CompactFields = 512;
    private const int CompactBytes = 64;
    private const double MostUsed = 0.8;

    public static IEnumerable<CheckFinding> Of(RedisFacts facts) => [Eviction(facts), Bound(facts), Hashes(facts)];

    private static CheckFinding Eviction(RedisFacts facts) => facts.Text("maxmemory_policy") is not { } policy
        ? facts.NotTold("eviction", "INFO does not tell maxmemory_policy")
        : facts.Rule(
            "eviction", policy is "noeviction", $"maxmemory-policy is {policy}", CheckLevel.Refuse,
            "When the memory is full, Redis deletes carts without a trace; carts expire, so volatile policies take them too.",
            "Run CONFIG SET maxmemory-policy noeviction, and set it in redis.conf or with the service; give a cache a Redis of its own.");

    private static CheckFinding Bound(RedisFacts facts) => (facts.Number("maxmemory"), facts.Number("used_memory")) switch
    {
        (null, _) or (_, null) => facts.NotTold("memory", "INFO does not tell maxmemory and used_memory"),
        (0, _) => facts.Rule(
            "memory", isWell: false, "maxmemory is not set", CheckLevel.Warn,
            "The operating system may end Redis when the machine runs out of memory.",
            "Set maxmemory below what the machine has, with room for a background save."),
        ({ } most, { } used) => facts.Rule(
            "memory", used <= MostUsed * most, $"{(used / (double)most).ToString("P0", CultureInfo.InvariantCulture)} of maxmemory are used", CheckLevel.Warn,
            "When it is full, Redis refuses every change of a cart.",
            "Give it more memory, shorten the time to live of carts, or delete old ones with cart clean."),
    };

    private static CheckFinding Hashes(RedisFacts facts) =>
        (facts.NumberOf("hash-max-listpack-entries"), facts.NumberOf("hash-max-listpack-value")) is ({ } fields, { } bytes)
            ? facts.Rule(
                "hash_limits", fields >= CompactFields && bytes >= CompactBytes,
                $"hash-max-listpack-entries is {fields}, hash-max-listpack-value {bytes}", CheckLevel.Warn,
                "Carts of usual size take two to three times the memory.",
                $"Set them to {CompactFields} and {CompactBytes} or more, which are the defaults.")
            : facts.NotTold("hash_limits", facts.ConfigRefusal ?? "hash-max-listpack-* is not told");
}
