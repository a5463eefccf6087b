using Cart.Engine;

namespace Cart.Redis.Tests;

/// <summary>The rules of the checks on the words of servers that this machine does not have.</summary>
public sealed class RedisRulesTests
{
    private const string Redis = """
        # Server
        redis_version:7.2.4
        # Memory
        used_memory:1000
        maxmemory:10000
        maxmemory_policy:noeviction
        # Persistence
        aof_enabled:1
        aof_last_write_status:ok
        aof_last_bgrewrite_status:ok
        rdb_last_bgsave_status:ok
        aof_delayed_fsync:0
        # Replication
        role:master
        connected_slaves:0
        master_repl_offset:5000000
        # Cluster
        cluster_enabled:0
        """;

    private const string Behind = "connected_slaves:1\nslave0:ip=10.0.0.2,port=6379,state=online,offset=1000,lag=0";

    [Theory]
    [InlineData("redis", "")]
    [InlineData("valkey", "server_name:valkey\nvalkey_version:8.1.0")]
    [InlineData("dragonfly", "dragonfly_version:df-v1.27.1")]
    [InlineData("garnet", "garnet_version:2.2.8")]
    public void A_product_is_known_by_its_words(string product, string lines) => Assert.Equal(product, Facts(lines).Product);

    [Theory]
    [InlineData("", "redis_eviction", CheckLevel.Ok)]
    [InlineData("maxmemory_policy:volatile-ttl", "redis_eviction", CheckLevel.Refuse)]
    [InlineData("-maxmemory_policy", "redis_eviction", CheckLevel.Skipped)]
    [InlineData("", "redis_memory", CheckLevel.Ok)]
    [InlineData("maxmemory:0", "redis_memory", CheckLevel.Warn)]
    [InlineData("used_memory:8001", "redis_memory", CheckLevel.Warn)]
    [InlineData("used_memory:8000", "redis_memory", CheckLevel.Ok)]
    [InlineData("-used_memory", "redis_memory", CheckLevel.Skipped)]
    [InlineData("", "redis_persistence", CheckLevel.Ok)]
    [InlineData("aof_enabled:0", "redis_persistence", CheckLevel.Refuse)]
    [InlineData("-aof_enabled", "redis_persistence", CheckLevel.Skipped)]
    [InlineData("aof_last_write_status:err", "redis_last_write", CheckLevel.Warn)]
    [InlineData("rdb_last_bgsave_status:err", "redis_last_write", CheckLevel.Warn)]
    [InlineData("", "redis_last_write", CheckLevel.Ok)]
    [InlineData("aof_delayed_fsync:3", "redis_fsync", CheckLevel.Warn)]
    [InlineData("", "redis_fsync", CheckLevel.Ok)]
    [InlineData("role:slave", "redis_role", CheckLevel.Refuse)]
    [InlineData("-role", "redis_role", CheckLevel.Skipped)]
    [InlineData("", "redis_replicas", CheckLevel.Warn)]
    [InlineData(Behind, "redis_replicas", CheckLevel.Warn)]
    [InlineData("connected_slaves:1\nslave0:ip=10.0.0.2,port=6379,state=online,offset=4999999,lag=1", "redis_replicas", CheckLevel.Ok)]
    [InlineData("connected_slaves:1\nslave0:ip=10.0.0.2,port=6379,state=wait_bgsave,offset=0,lag=0", "redis_replicas", CheckLevel.Warn)]
    [InlineData("connected_slaves:1\nslave0:ip=10.0.0.2,port=6379,state=online,offset=5000000,lag=11", "redis_replicas", CheckLevel.Warn)]
    [InlineData("redis_version:6.2.14", "redis_version", CheckLevel.Warn)]
    [InlineData("redis_version:5.0.14", "redis_version", CheckLevel.Refuse)]
    [InlineData("redis_version:7.2.4\nvalkey_version:8.1.0", "redis_version", CheckLevel.Ok)]
    [InlineData("dragonfly_version:df-v1.27.1", "redis_version", CheckLevel.Warn)]
    [InlineData("-redis_version", "redis_version", CheckLevel.Skipped)]
    [InlineData("", "redis_cluster", CheckLevel.Ok)]
    [InlineData("cluster_enabled:1", "redis_cluster", CheckLevel.Skipped)]
    public void The_words_of_INFO_are_judged(string lines, string check, CheckLevel level) => Assert.Equal(level, Find(Facts(lines), check).Level);

    [Theory]
    [InlineData("cluster_state:ok\ncluster_slots_ok:16384", CheckLevel.Ok)]
    [InlineData("cluster_state:ok\ncluster_slots_ok:16383", CheckLevel.Warn)]
    [InlineData("cluster_state:fail\ncluster_slots_ok:16384", CheckLevel.Warn)]
    public void A_cluster_has_to_serve_every_slot(string lines, CheckLevel level) =>
        Assert.Equal(level, Find(Facts("cluster_enabled:1") with { Cluster = RedisFacts.Parse(lines) }, "redis_cluster").Level);

    [Theory]
    [InlineData("5", "9007199254740992", CheckLevel.Ok)]
    [InlineData("5.0", "9007199254740992", CheckLevel.Ok)]
    [InlineData("5", "9007199254740993", CheckLevel.Refuse)]
    public void Scripts_have_to_count_to_2_to_the_power_of_53(string half, string big, CheckLevel level) =>
        Assert.Equal(level, Find(Facts("") with { Numbers = [half, big, "9007199254740991"] }, "redis_script_numbers").Level);

    [Theory]
    [InlineData(0.9, CheckLevel.Ok)]
    [InlineData(-1.1, CheckLevel.Warn)]
    [InlineData(60, CheckLevel.Warn)]
    public void Clocks_may_differ_by_a_second(double seconds, CheckLevel level) =>
        Assert.Equal(level, Find(Facts("") with { Ahead = TimeSpan.FromSeconds(seconds) }, "redis_clock").Level);

    [Fact]
    public void A_disk_that_was_slow_once_is_not_told_again()
    {
        var facts = Facts("aof_delayed_fsync:3");

        Assert.Equal(CheckLevel.Ok, Find(facts with { DelayedBefore = 3 }, "redis_fsync").Level);
        Assert.Equal("a:1: the disk delayed 1 writes", Find(facts with { DelayedBefore = 2 }, "redis_fsync").Found);
    }

    [Fact]
    public void Outside_production_no_append_only_file_is_a_warning() =>
        Assert.Equal(CheckLevel.Warn, Find(Facts("aof_enabled:0") with { Production = false }, "redis_persistence").Level);

    [Fact]
    public void A_server_that_tells_nothing_at_all_is_refused_for_nothing()
    {
        var facts = new RedisFacts { Where = "a:1", Production = true, Info = RedisFacts.Parse("nonsense\r\n:\r\n#role:slave\r\n") };

        Assert.All(All(facts), static finding => Assert.Equal(CheckLevel.Skipped, finding.Level));
    }

    [Fact]
    public void Whatever_is_wrong_says_what_it_means_and_how_to_mend_it() => Assert.All(
        All(Facts("maxmemory_policy:allkeys-lru\naof_enabled:0\nused_memory:9999\naof_last_write_status:err\nredis_version:5.0.1\n" + Behind))
            .Where(static finding => finding.Level is CheckLevel.Warn or CheckLevel.Refuse),
        static finding =>
        {
            Assert.EndsWith(".", finding.Means, StringComparison.Ordinal);
            Assert.EndsWith(".", finding.Mend, StringComparison.Ordinal);
        });

    // Later lines win; a line that begins with - takes a field away.
    private static RedisFacts Facts(string lines)
    {
        var info = RedisFacts.Parse(Redis);
        foreach (var line in lines.Split('\n').Where(static line => line.StartsWith('-')))
        {
            info.Remove(line[1..]);
        }

        foreach (var (name, value) in RedisFacts.Parse(lines))
        {
            info[name] = value;
        }

        return new RedisFacts { Where = "a:1", Production = true, Info = info };
    }

    private static CheckFinding Find(RedisFacts facts, string check) => Assert.Single(All(facts), finding => finding.Name == check);

    private static IEnumerable<CheckFinding> All(RedisFacts facts) =>
        [.. MemoryRules.Of(facts), .. DurabilityRules.Of(facts), .. ReplicationRules.Of(facts), .. ServerRules.Of(facts)];
}
