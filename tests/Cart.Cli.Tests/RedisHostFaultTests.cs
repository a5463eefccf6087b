using System.Globalization;
using Cart.Engine;
using Cart.Faults;
using Cart.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Cart.Cli.Tests;

/// <summary>What a host and the doctor say of a Redis that refuses, hangs, loads or belongs to another shop; never a password or a cart.</summary>
public sealed class RedisHostFaultTests : IAsyncLifetime
{
    private const string Secret = "TOPSECRET1";

    private static readonly AddLines Add = new(new ProductKey(7, 42), 1, 1m);

    private readonly TemporaryDirectory _directory = new();
    private readonly HeardLog _log = new();
    private RedisProcess? _redis;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Heard => string.Join('\n', _log.Entries.Select(static entry => entry.Message));

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, "Needs redis-server as a program of this machine.");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _directory.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData("EVALSHA")]
    [InlineData("HSET")]
    [InlineData("PUBLISH")]
    public async Task A_renamed_command_is_found_at_the_start_and_by_the_doctor(string command)
    {
        _redis = await RedisProcess.StartAsync(["--rename-command", command, ""], Cancellation);
        using var host = Build(_redis.ConnectionString);

        var unfit = await Assert.ThrowsAsync<UnfitStoreException>(() => host.StartAsync(Cancellation));
        var doctor = await CommandLine.RunAsync("doctor", "--redis", _redis.ConnectionString, "--data", _directory.Path);

        Assert.Contains(unfit.Findings, static finding => finding.Name == "redis_trial");
        Assert.Equal(ExitCode.Unfit, doctor.ExitCode);
        Assert.Contains("redis_trial", doctor.Output, StringComparison.Ordinal);
        AssertNamesNoCart(unfit.ToString() + doctor.Output + Heard);
    }

    [Fact]
    public async Task A_right_that_is_taken_away_at_run_time_is_unavailable_with_its_cause_logged_once()
    {
        _redis = await RedisProcess.StartAsync("everysec", Cancellation);
        await AdminAsync("ACL", "SETUSER", "shop", "on", $">{Secret}", "~*", "&*", "+@all");
        using var host = Build($"127.0.0.1:{_redis.Port},user=shop,password={Secret}");
        await host.StartAsync(Cancellation);
        var (carts, cart) = (host.Services.GetRequiredService<ICartStore>(), CartId.New());
        await carts.ApplyAsync(cart, Add, Cancellation);

        await AdminAsync("ACL", "SETUSER", "shop", "-evalsha");
        for (var i = 0; i < 3; i++)
        {
            var fault = await Assert.ThrowsAsync<CartUnavailableException>(async () => await carts.ApplyAsync(cart, Add, Cancellation));
            Assert.Contains("EVALSHA (NOPERM)", fault.Message, StringComparison.Ordinal);
            Assert.False(fault.OutcomeUnknown);
        }

        Assert.Single(_log.Entries, static entry => entry.Id == 1020);
        Assert.Contains("EVALSHA (NOPERM)", Heard, StringComparison.Ordinal);
        AssertSaysNothingOf(cart, Heard);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_server_that_hangs_is_told_without_the_cart()
    {
        _redis = await RedisProcess.StartAsync("everysec", Cancellation);
        using var host = Build(_redis.ConnectionString);
        await host.StartAsync(Cancellation);
        var (carts, cart) = (host.Services.GetRequiredService<ICartStore>(), CartId.New());
        await carts.ApplyAsync(cart, Add, Cancellation);

        _redis.Signal("STOP");
        CartUnavailableException read, change;
        try
        {
            read = await Assert.ThrowsAsync<CartUnavailableException>(async () => await carts.GetAsync(cart, Cancellation));
            change = await Assert.ThrowsAsync<CartUnavailableException>(async () => await carts.ApplyAsync(cart, Add, Cancellation));
        }
        finally
        {
            _redis.Signal("CONT");
        }

        Assert.Equal((false, true), (read.OutcomeUnknown, change.OutcomeUnknown));
        AssertSaysNothingOf(cart, read.ToString() + change + Heard);
        await host.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData("127.0.0.1:{0}", "(NOAUTH)")]
    [InlineData("127.0.0.1:{0},password=" + Secret, "(WRONGPASS)")]
    [InlineData("redis://shop:" + Secret + "@127.0.0.1:{0}", "(WRONGPASS)")]
    [InlineData("rediss://:" + Secret + "@127.0.0.1:{0}", "")]
    [InlineData("no-such-host.invalid:{0},password=" + Secret, "host name is unknown")]
    [InlineData("127.0.0.1:1,password=" + Secret, "ConnectionRefused")]
    public async Task No_connection_says_why_and_no_password(string form, string why)
    {
        _redis = await RedisProcess.StartAsync("everysec", Cancellation);
        await AdminAsync("CONFIG", "SET", "requirepass", "another");
        var redis = string.Format(CultureInfo.InvariantCulture, form, _redis.Port);
        using var host = Build(redis);

        await host.StartAsync(Cancellation);
        var fault = await Assert.ThrowsAsync<CartUnavailableException>(
            async () => await host.Services.GetRequiredService<ICartStore>().GetAsync(CartId.New(), Cancellation));
        var doctor = await CommandLine.RunAsync("doctor", "--redis", redis, "--data", _directory.Path);
        await host.StopAsync(Cancellation);

        var said = Heard + doctor.Output + doctor.Error + fault;
        Assert.Equal(ExitCode.Failed, doctor.ExitCode);
        Assert.Contains(why, doctor.Output, StringComparison.Ordinal);
        Assert.Contains(why, Heard, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
        Assert.DoesNotContain("another", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:{0}", "NOAUTH", "Give the password")]
    [InlineData("127.0.0.1:{0},password=" + Secret, "WRONGPASS", "Correct the user and the password")]
    [InlineData("no-such-host.invalid:{0},password=" + Secret, "host name is unknown", "Correct the host of --redis")]
    [InlineData("127.0.0.1:1,password=" + Secret, "nothing listens on this port", "Start Redis, or correct the host and the port")]
    public async Task The_tool_tells_faults_of_redis_apart_and_says_what_to_do(string form, string why, string advice)
    {
        _redis = await RedisProcess.StartAsync("everysec", Cancellation);
        await AdminAsync("CONFIG", "SET", "requirepass", "another");

        var run = await CommandLine.RunAsync("carts", "list", "--redis", string.Format(CultureInfo.InvariantCulture, form, _redis.Port));

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.Contains(advice, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task The_tool_tells_a_server_that_hangs_and_one_that_only_reads()
    {
        _redis = await RedisProcess.StartAsync("everysec", Cancellation);
        using var host = Build(_redis.ConnectionString);
        var cart = CartId.New();
        await host.Services.GetRequiredService<ICartStore>().ApplyAsync(cart, Add, Cancellation);
        await AdminAsync("REPLICAOF", "127.0.0.1", "1");
        var readOnly = await CommandLine.RunAsync("clean", "--days", "1", "--redis", _redis.ConnectionString);
        _redis.Signal("STOP");
        try
        {
            var hangs = await CommandLine.RunAsync("carts", "list", "--redis", _redis.ConnectionString);

            Assert.Equal(ExitCode.Failed, hangs.ExitCode);
            Assert.Contains("Check ", hangs.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("that --redis names its host", hangs.Error, StringComparison.Ordinal);
        }
        finally
        {
            _redis.Signal("CONT");
        }

        Assert.True(readOnly.ExitCode is ExitCode.Done || readOnly.Error.Contains("Name the primary", StringComparison.Ordinal), readOnly.Error);
    }

    [Fact]
    public async Task A_server_that_loads_is_away_and_not_set_up_badly()
    {
        _redis = await RedisProcess.StartAsync(["--key-load-delay", "200", "--loading-process-events-interval-bytes", "10240", "--enable-debug-command", "yes"], Cancellation);
        await AdminAsync("DEBUG", "POPULATE", "60000", "filler", "100");
        await AdminAsync("BGREWRITEAOF");
        await UntilRewrittenAsync();
        await _redis.RestartUnreadyAsync(Cancellation);
        using var host = Build(_redis.ConnectionString);

        await host.StartAsync(Cancellation);
        var doctor = await CommandLine.RunAsync("doctor", "--redis", _redis.ConnectionString, "--data", _directory.Path);

        Assert.Equal(ExitCode.Failed, doctor.ExitCode);
        Assert.DoesNotContain("refuse ", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("loading its data", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("loading its data", Heard, StringComparison.Ordinal);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_host_with_another_order_store_refuses_to_start_under_the_same_prefix()
    {
        _redis = await RedisProcess.StartAsync("everysec", Cancellation);
        using var other = new TemporaryDirectory();
        using var first = Build(_redis.ConnectionString);
        using var again = Build(_redis.ConnectionString);
        using var second = Build(_redis.ConnectionString, other.Path);
        using var apart = Build(_redis.ConnectionString, other.Path, ("Cart:Redis:KeyPrefix", "second"));

        await first.StartAsync(Cancellation);
        await again.StartAsync(Cancellation);
        var unfit = await Assert.ThrowsAsync<UnfitStoreException>(() => second.StartAsync(Cancellation));
        await apart.StartAsync(Cancellation);

        Assert.Equal("redis_order_store", Assert.Single(unfit.Findings).Name);
        Assert.Contains("Cart:Redis:KeyPrefix", unfit.Message, StringComparison.Ordinal);
        Assert.Equal(unfit.Message, unfit.ToString());
        await Task.WhenAll(first.StopAsync(Cancellation), again.StopAsync(Cancellation), apart.StopAsync(Cancellation));
    }

    [Fact]
    public async Task A_key_prefix_that_is_not_valid_ends_the_start()
    {
        using var host = Build("127.0.0.1:1", settings: ("Cart:Redis:KeyPrefix", "Shop{1}"));

        var fault = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("Cart:Redis:KeyPrefix: The key prefix has the character U+0053", fault.Message, StringComparison.Ordinal);
    }

    private static void AssertSaysNothingOf(CartId cart, string said)
    {
        Assert.DoesNotContain(cart.ToString(), said, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
        AssertNamesNoCart(said);
    }

    private static void AssertNamesNoCart(string said) => Assert.DoesNotContain("cart:{", said, StringComparison.Ordinal);

    private IHost Build(string redis, string? orders = null, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(static setting => setting.Name, static setting => (string?)setting.Value));
        builder.Logging.AddProvider(_log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddCartCore().UseRedis(redis).UseEmbeddedOrders(orders ?? _directory.Path);
        return builder.Build();
    }

    private async Task UntilRewrittenAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis!.ConnectionString);
        while (!(await connection.GetServer("127.0.0.1", _redis.Port).InfoRawAsync("persistence"))!.Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal))
        {
            Cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task AdminAsync(string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis!.ConnectionString);
        await connection.GetServer("127.0.0.1", _redis.Port).ExecuteAsync(command, arguments);
    }
}
