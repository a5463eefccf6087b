using System.Globalization;
using Cart.Engine;

namespace Cart.Redis;

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
            "redis_eviction",
            CheckLevel.Refuse,
            $"{facts.Where}: maxmemory-policy is {policy}",
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
                "redis_memory",
                CheckLevel.Warn,
                $"{facts.Where}: maxmemory is not set",
                "The operating system may end Redis when the machine runs out of memory.",
                "Set maxmemory below what the machine has, with room for a background save.");
        }

        var share = (used / (double)most).ToString("P0", CultureInfo.InvariantCulture);
        return used > MostUsed * most
            ? new(
                "redis_memory",
                CheckLevel.Warn,
                $"{facts.Where}: {share} of maxmemory are used",
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
                "redis_hash_limits",
                CheckLevel.Warn,
                found,
                "Carts of usual size take two to three times the memory.",
                $"Set them to {CompactFields} and {CompactBytes} or more, which are the defaults.")
            : new("redis_hash_limits", CheckLevel.Ok, found);
    }
}
