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
                "redis_version",
                CheckLevel.Warn,
                found,
                "It has no append-only file: when it dies, carts go back to its last snapshot.",
                "Take snapshots often, or use Redis or Valkey where that is too much."),
            (_, var old) when old < Oldest => new(
                "redis_version",
                CheckLevel.Refuse,
                found,
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
            "redis_script_numbers",
            CheckLevel.Refuse,
            $"{facts.Where}: scripts write 10/2, 2^53 and 2^53-1 as {string.Join(", ", numbers)}",
            "Versions and fences of carts would be wrong.",
            "Use Redis 7 or later, or Valkey."),
    };

    private static CheckFinding Busy(RedisFacts facts) => RedisFacts.ToNumber(facts.Setting("busy-reply-threshold")) switch
    {
        null => new("redis_busy_threshold", CheckLevel.Skipped, $"{facts.Where}: {facts.ConfigRefusal ?? "busy-reply-threshold is not told"}"),
        > LongestScriptMs and var threshold => new(
            "redis_busy_threshold",
            CheckLevel.Warn,
            $"{facts.Where}: busy-reply-threshold is {threshold} ms",
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
                "redis_clock",
                CheckLevel.Warn,
                found,
                "Carts and leases end earlier or later than they should. Nothing is lost by it.",
                "Let both machines follow a time server.")
            : new("redis_clock", CheckLevel.Ok, found);
    }
}
