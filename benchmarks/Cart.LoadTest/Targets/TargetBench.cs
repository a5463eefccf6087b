using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>What every measurement of a target has at hand.</summary>
internal sealed class TargetBench : IAsyncDisposable
{
    /// <summary>How many callers ask at the same time, as where the designs of others were measured.</summary>
    public const int Callers = 64;

    private readonly EngineHost _host;

    private TargetBench(RedisSide redis, Rounds rounds)
    {
        (Redis, Rounds) = (redis, rounds);
        _host = new EngineHost(redis);
        Carts = new EngineCarts(Engine, redis);
    }

    public RedisSide Redis { get; }

    public Rounds Rounds { get; }

    public CartEngine Engine => _host.Engine;

    public EngineCarts Carts { get; }

    /// <summary>How many measurements the engine told; 0 would mean that the metrics were off.</summary>
    public long MetricsHeard => _host.MetricsHeard;

    public static async Task<TargetBench> OpenAsync(ServerAddresses addresses, Rounds rounds, int database = 0) =>
        new(await RedisSide.ConnectAsync(addresses, database), rounds);

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await Redis.DisposeAsync();
    }
}
