using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Cart.Engine;
using Cart.Faults;
using Cart.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Cart.Cli.Tests;

/// <summary>What a host does about stores that are not fit: at its start, and while it runs.</summary>
public sealed class StartCheckTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly HeardLog _log = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private RedisProcess _redis = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, "Needs redis-server as a program of this machine.");
        _redis = await RedisProcess.StartAsync("everysec", Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _directory.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_host_refuses_to_start_on_a_redis_that_evicts_and_says_how_to_mend_it()
    {
        await SetAsync("maxmemory-policy", "volatile-lru");
        using var host = Build("Development");

        var unfit = await Assert.ThrowsAsync<UnfitStoreException>(() => host.StartAsync(Cancellation));

        Assert.Equal("redis_eviction", Assert.Single(unfit.Findings).Name);
        Assert.Contains("maxmemory-policy is volatile-lru", unfit.Message, StringComparison.Ordinal);
        Assert.Contains("CONFIG SET maxmemory-policy noeviction", unfit.Message, StringComparison.Ordinal);
        Assert.EndsWith("To start all the same, set Cart:Checks:Override to redis_eviction.", unfit.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cart:Checks:Override", "redis_persistence, redis_eviction")]
    [InlineData("Cart:Checks:Override:0", "redis_eviction")]
    [InlineData("Cart:Checks:Enabled", "false")]
    public async Task A_host_that_is_told_to_starts_all_the_same(string setting, string value)
    {
        await SetAsync("maxmemory-policy", "allkeys-lru");
        using var host = Build("Production", (setting, value));

        await host.StartAsync(Cancellation);

        Assert.Equal(setting != "Cart:Checks:Enabled", _log.Entries.Any(static entry => entry.Id == 1010 && entry.Message.Contains("allkeys-lru", StringComparison.Ordinal)));
        await host.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData("Production", true)]
    [InlineData("Development", false)]
    public async Task Without_an_append_only_file_a_host_refuses_to_start_in_production_only(string environment, bool refuses)
    {
        await SetAsync("appendonly", "no");
        using var host = Build(environment);

        var fault = await Record.ExceptionAsync(() => host.StartAsync(Cancellation));

        Assert.Equal(refuses, fault is UnfitStoreException);
        Assert.Equal(!refuses, _log.Entries.Any(static entry => entry is (1010, LogLevel.Warning, _) && entry.Message.Contains("redis_persistence", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_host_that_runs_tells_once_when_a_store_becomes_unfit_and_when_it_is_mended()
    {
        using var host = Build("Production");
        await host.StartAsync(Cancellation);
        Assert.Equal(0, LevelOf("redis_eviction"));

        await SetAsync("maxmemory-policy", "allkeys-lru");
        await WaitForAsync(static entry => entry is (1011, LogLevel.Critical, _) && entry.Message.Contains("redis_eviction", StringComparison.Ordinal));
        Assert.Equal(2, LevelOf("redis_eviction"));

        await SetAsync("maxmemory-policy", "noeviction");
        await WaitForAsync(static entry => entry is (1012, LogLevel.Information, _) && entry.Message.Contains("maxmemory-policy is noeviction", StringComparison.Ordinal));
        Assert.Equal(0, LevelOf("redis_eviction"));
        Assert.Single(_log.Entries, static entry => entry.Id == 1011);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_host_starts_while_redis_is_away_and_says_so()
    {
        await _redis.KillAsync(Cancellation);
        using var host = Build("Production");

        await host.StartAsync(Cancellation);

        Assert.Contains(_log.Entries, static entry => entry is (1010, LogLevel.Warning, _) && entry.Message.StartsWith("Check redis: it could not be asked", StringComparison.Ordinal));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task An_interval_out_of_range_is_refused()
    {
        using var host = Build("Production", ("Cart:Checks:Interval", "00:00:00.5"));

        var fault = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("Interval is 00:00:00.5000000; it must be between 00:00:01 and 1.00:00:00.", fault.Message, StringComparison.Ordinal);
    }

    private static int LevelOf(string check)
    {
        var levels = new ConcurrentDictionary<string, int>();
        using var meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "cart.check.level")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<int>((_, level, tags, _) => levels[(string)tags[0].Value!] = level);
        meters.Start();
        meters.RecordObservableInstruments();
        return levels[check];
    }

    private IHost Build(string environment, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(static setting => setting.Name, static setting => (string?)setting.Value));
        builder.Logging.AddProvider(_log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddCartCore().UseRedis(_redis.ConnectionString).UseEmbeddedOrders(_directory.Path);
        return builder.Build();
    }

    private async Task SetAsync(string setting, string value)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        await connection.GetServer("127.0.0.1", _redis.Port).ConfigSetAsync(setting, value);
    }

    private async Task WaitForAsync(Func<(int Id, LogLevel Level, string Message), bool> heard)
    {
        var before = _log.Entries.Count;
        while (!_log.Entries.Skip(before).Any(heard))
        {
            Cancellation.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(60));
            await Task.Yield();
        }
    }
}
