using System.Globalization;
using Cart.Engine;

namespace Cart.Redis;

/// <summary>What is left of the carts when a server dies.</summary>
internal static class DurabilityRules
{
    private static readonly string[] Writes = ["aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status"];

    public static IEnumerable<CheckFinding> Of(RedisFacts facts) => [Persistence(facts), LastWrite(facts), Fsync(facts)];

    /// <summary>What is said of a server that is loading, in place of everything else.</summary>
    public static CheckFinding Loading(RedisFacts facts) => new(
        "redis",
        CheckLevel.Away,
        $"{facts.Where}: is loading its data{(facts.Number("loading_eta_seconds") is { } rest ? $", about {rest} s more" : "")}",
        "Carts are away until it has loaded. Nothing else is known of it yet.",
        "Wait. It is looked at again.");

    private static CheckFinding Persistence(RedisFacts facts) => facts.Number("aof_enabled") switch
    {
        null => new("redis_persistence", CheckLevel.Skipped, $"{facts.Where}: INFO does not tell aof_enabled"),
        0 => new(
            "redis_persistence", facts.Production ? CheckLevel.Refuse : CheckLevel.Warn, $"{facts.Where}: the append-only file is off",
            "A restart empties every cart, or takes it back to the last snapshot.",
            "Run CONFIG SET appendonly yes, and set it in redis.conf or with the service."),
        _ => new("redis_persistence", CheckLevel.Ok, $"{facts.Where}: the append-only file is on"),
    };

    private static CheckFinding LastWrite(RedisFacts facts)
    {
        var told = Writes.Where(field => facts.Text(field) is not null).ToList();
        var failed = told.Where(field => facts.Text(field) is not "ok").Select(field => $"{field} is {facts.Text(field)}").ToList();
        return (told, failed) switch
        {
            ([], _) => new("redis_last_write", CheckLevel.Skipped, $"{facts.Where}: INFO does not tell how the last write to the disk went"),
            (_, []) => new("redis_last_write", CheckLevel.Ok, $"{facts.Where}: the last writes to the disk went well"),
            _ => new(
                "redis_last_write", CheckLevel.Warn, $"{facts.Where}: {string.Join(", ", failed)}",
                "Redis could not write to its disk; it may refuse changes (MISCONF), and loses what is not written when it dies.",
                "Look for a full or failing disk, and into the log of Redis."),
        };
    }

    private static CheckFinding Fsync(RedisFacts facts)
    {
        if (facts.Number("aof_enabled") is not 1)
        {
            return new("redis_fsync", CheckLevel.Skipped, $"{facts.Where}: there is no append-only file to look at");
        }

        List<string> signs = [];
        if (facts.Number("aof_delayed_fsync") is { } delayed && delayed > (facts.DelayedBefore ?? 0))
        {
            signs.Add($"the disk delayed {delayed - (facts.DelayedBefore ?? 0)} writes");
        }

        if (facts.Setting("appendfsync") is "no")
        {
            signs.Add("appendfsync is no");
        }

        if (facts.Setting("no-appendfsync-on-rewrite") is "yes")
        {
            signs.Add("no-appendfsync-on-rewrite is yes");
        }

        return signs.Count == 0
            ? new("redis_fsync", CheckLevel.Ok, $"{facts.Where}: appendfsync is {facts.Setting("appendfsync") ?? "not told"}, and the disk keeps up")
            : new(
                "redis_fsync", CheckLevel.Warn, $"{facts.Where}: {string.Join(", ", signs)}",
                "When its machine loses power, Redis loses the changes of more than the last second.",
                "Use a faster disk, appendfsync everysec or always, and no-appendfsync-on-rewrite no.");
    }
}

/// <summary>What a server does when its memory is full, and how compactly it keeps carts.</summary>
internal static class MemoryRules
{
    private const int CompactFields = 512;
    private const int CompactBytes = 64;
    private const double MostUsed = 0.8;

    public static IEnumerable<CheckFinding> Of(RedisFacts facts) => [Eviction(facts), Bound(facts), Hashes(facts)];

    private static CheckFinding Eviction(RedisFacts facts) => facts.Text("maxmemory_policy") switch
    {
        null => new("redis_eviction", CheckLevel.Skipped, $"{facts.Where}: INFO does not tell maxmemory_policy"),
        "noeviction" => new("redis_eviction", CheckLevel.Ok, $"{facts.Where}: maxmemory-policy is noeviction"),
        var policy => new(
            "redis_eviction", CheckLevel.Refuse, $"{facts.Where}: maxmemory-policy is {policy}",
            "When the memory is full, Redis deletes carts without a trace; carts expire, so volatile policies take them too.",
            "Run CONFIG SET maxmemory-policy noeviction, and set it in redis.conf or with the service; give a cache a Redis of its own."),
    };

    private static CheckFinding Bound(RedisFacts facts)
    {
        if (facts.Number("maxmemory") is not { } most || facts.Number("used_memory") is not { } used)
        {
            return new("redis_memory", CheckLevel.Skipped, $"{facts.Where}: INFO does not tell maxmemory and used_memory");
        }

        if (most == 0)
        {
            return new(
                "redis_memory", CheckLevel.Warn, $"{facts.Where}: maxmemory is not set",
                "The operating system may end Redis when the machine runs out of memory.",
                "Set maxmemory below what the machine has, with room for a background save.");
        }

        var share = (used / (double)most).ToString("P0", CultureInfo.InvariantCulture);
        return used > MostUsed * most
            ? new(
                "redis_memory", CheckLevel.Warn, $"{facts.Where}: {share} of maxmemory are used",
                "When it is full, Redis refuses every change of a cart.",
                "Give it more memory, shorten the time to live of carts, or delete old ones with cart clean.")
            : new("redis_memory", CheckLevel.Ok, $"{facts.Where}: {share} of maxmemory are used");
    }

    private static CheckFinding Hashes(RedisFacts facts)
    {
        if (RedisFacts.ToNumber(facts.Setting("hash-max-listpack-entries")) is not { } fields
            || RedisFacts.ToNumber(facts.Setting("hash-max-listpack-value")) is not { } bytes)
        {
            return new("redis_hash_limits", CheckLevel.Skipped, $"{facts.Where}: {facts.ConfigRefusal ?? "hash-max-listpack-* is not told"}");
        }

        var found = $"{facts.Where}: hash-max-listpack-entries is {fields}, hash-max-listpack-value {bytes}";
        return fields < CompactFields || bytes < CompactBytes
            ? new(
                "redis_hash_limits", CheckLevel.Warn, found,
                "Carts of usual size take two to three times the memory.",
                $"Set them to {CompactFields} and {CompactBytes} or more, which are the defaults.")
            : new("redis_hash_limits", CheckLevel.Ok, found);
    }
}
