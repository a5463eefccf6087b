using System.Text.Json;
using Cart.Embedded;
using Cart.Faults;
using Cart.Testing;
using Npgsql;
using StackExchange.Redis;

namespace Cart.Cli.Tests;

/// <summary>The doctor on servers that are set up well and badly.</summary>
public sealed class DoctorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_redis_that_evicts_and_a_postgres_without_fsync_are_both_named_and_refused()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled && PostgresProcess.IsInstalled, "Needs redis-server and PostgreSQL as programs of this machine.");
        await using var redis = await RedisProcess.StartAsync("everysec", Cancellation);
        await using var postgres = await PostgresProcess.StartAsync(Cancellation);
        await RedisAsync(redis, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        await SqlAsync(postgres, "ALTER SYSTEM SET fsync = off");
        await SqlAsync(postgres, "SELECT pg_reload_conf()");
        await WaitForAsync(postgres, "fsync", "off");

        var run = await CommandLine.RunAsync("doctor", "--redis", redis.ConnectionString, "--postgres", postgres.ConnectionString);

        Assert.Equal((ExitCode.Unfit, ""), (run.ExitCode, run.Error));
        Assert.Contains($"refuse   redis_eviction              127.0.0.1:{redis.Port}: maxmemory-policy is allkeys-lru\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("mend   Run CONFIG SET maxmemory-policy noeviction", run.Output, StringComparison.Ordinal);
        Assert.Contains($"refuse   postgres_fsync              127.0.0.1:{postgres.Port}: fsync is off\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("mend   Set fsync = on in postgresql.conf, and reload.", run.Output, StringComparison.Ordinal);
        Assert.Contains("warn     postgres_schema", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, run.Output.Split('\n').Count(static line => line.StartsWith("refuse", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Servers_that_are_set_up_well_are_fit_and_the_json_says_what_was_looked_at()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, "Needs redis-server as a program of this machine.");
        await using var redis = await RedisProcess.StartAsync("everysec", Cancellation);
        var postgres = await PostgresServer.ConnectionStringAsync();
        await CommandLine.RunAsync("migrate", "--postgres", postgres);

        var run = await CommandLine.RunAsync("doctor", "--json", "--redis", redis.ConnectionString, "--postgres", postgres);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var levels = LevelsOf(run);
        Assert.Equal(
            [
                "postgres_clock", "postgres_connections", "postgres_encoding", "postgres_fsync", "postgres_full_page_writes", "postgres_rights",
                "postgres_role", "postgres_schema", "postgres_synchronous_commit", "postgres_version", "redis_busy_threshold", "redis_clock", "redis_cluster", "redis_eviction", "redis_fsync",
                "redis_hash_limits", "redis_last_write", "redis_memory", "redis_order_store", "redis_persistence", "redis_replicas", "redis_role", "redis_script_isolation",
                "redis_script_numbers", "redis_trial", "redis_version",
            ],
            levels.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["redis_busy_threshold", "redis_memory", "redis_replicas"],
            levels.Where(static level => level.Value is not "ok").Select(static level => level.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("appendonly", "no", "redis_persistence", "refuse", ExitCode.Unfit)]
    [InlineData("no-appendfsync-on-rewrite", "yes", "redis_fsync", "warn", ExitCode.Done)]
    [InlineData("hash-max-listpack-value", "16", "redis_hash_limits", "warn", ExitCode.Done)]
    [InlineData("busy-reply-threshold", "1000", "redis_busy_threshold", "ok", ExitCode.Done)]
    [InlineData("maxmemory", "1gb", "redis_memory", "ok", ExitCode.Done)]
    public async Task A_setting_of_redis_is_judged(string setting, string value, string check, string level, int exitCode)
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, "Needs redis-server as a program of this machine.");
        await using var redis = await RedisProcess.StartAsync("everysec", Cancellation);
        await RedisAsync(redis, "CONFIG", "SET", setting, value);

        var run = await DoctorAsync(redis.ConnectionString);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(level, LevelsOf(run)[check]);
    }

    [Fact]
    public async Task Where_CONFIG_is_blocked_the_doctor_says_what_it_could_not_look_at()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, "Needs redis-server as a program of this machine.");
        await using var redis = await RedisProcess.StartAsync("everysec", Cancellation);
        await RedisAsync(redis, "ACL", "SETUSER", "shop", "on", ">secret", "~*", "&*", "+@all", "-config");

        var run = await DoctorAsync($"127.0.0.1:{redis.Port},user=shop,password=secret");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var levels = LevelsOf(run);
        Assert.Equal(("skipped", "skipped", "ok"), (levels["redis_busy_threshold"], levels["redis_hash_limits"], levels["redis_eviction"]));
        Assert.Contains("NOPERM", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_to_a_replica_alone_is_refused()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, "Needs redis-server as a program of this machine.");
        await using var primary = await RedisProcess.StartAsync("everysec", Cancellation);
        await using var replica = await RedisProcess.StartReplicaOfAsync(primary, Cancellation);

        var alone = await DoctorAsync(replica.ConnectionString);
        var both = await DoctorAsync(primary.ConnectionString);

        Assert.Equal((ExitCode.Unfit, "refuse"), (alone.ExitCode, LevelsOf(alone)["redis_role"]));
        Assert.Equal((ExitCode.Done, "ok", "warn"), (both.ExitCode, LevelsOf(both)["redis_role"], LevelsOf(both)["redis_replicas"]));
        Assert.Contains("min-replicas-to-write is 0", both.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stores_that_are_away_are_named_and_the_exit_code_is_that_of_a_store_that_does_not_answer()
    {
        var run = await CommandLine.RunAsync(
            "doctor", "--json", "--redis", "127.0.0.1:1,connectTimeout=200", "--postgres", "Host=127.0.0.1;Port=1;Username=shop;Password=hush");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(("away", "away"), (LevelsOf(run)["redis"], LevelsOf(run)["postgres"]));
        Assert.DoesNotContain("hush", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embedded_stores_are_fit()
    {
        using var directory = new TemporaryDirectory();

        var run = await CommandLine.RunAsync("doctor", "--json", "--data", directory.Path);

        Assert.True(run.ExitCode == ExitCode.Done, run.Output);
        var levels = LevelsOf(run);
        Assert.Equal(
            ("ok", "ok", "ok", "ok"),
            (levels["embedded_disk"], levels["redis_script_isolation"], levels["redis_script_numbers"], levels["redis_role"]));
    }

    [Fact]
    public async Task The_embedded_stores_of_a_shop_that_runs_are_looked_at()
    {
        using var directory = new TemporaryDirectory();
        using var shop = EmbeddedCartServer.Start(directory.Path);

        var run = await CommandLine.RunAsync("doctor", "--json", "--data", directory.Path);

        Assert.True(run.ExitCode == ExitCode.Done, run.Output);
        Assert.Equal(("ok", "ok"), (LevelsOf(run)["embedded_disk"], LevelsOf(run)["redis_script_isolation"]));
    }

    private static async Task<CommandLine> DoctorAsync(string redis)
    {
        using var directory = new TemporaryDirectory();
        return await CommandLine.RunAsync("doctor", "--json", "--redis", redis, "--data", directory.Path);
    }

    private static Dictionary<string, string> LevelsOf(CommandLine run) => JsonDocument.Parse(run.Output).RootElement.GetProperty("findings").EnumerateArray()
        .ToDictionary(static finding => finding.GetProperty("name").GetString()!, static finding => finding.GetProperty("level").GetString()!);

    private static async Task RedisAsync(RedisProcess redis, string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await connection.GetServer("127.0.0.1", redis.Port).ExecuteAsync(command, arguments);
    }

    private static async Task SqlAsync(PostgresProcess postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task WaitForAsync(PostgresProcess postgres, string setting, string value)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        while (true)
        {
            await using var command = source.CreateCommand($"SHOW {setting}");
            if (await command.ExecuteScalarAsync(Cancellation) is string shown && shown == value)
            {
                return;
            }
        }
    }
}
