using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cart.LoadTest;

/// <summary>
/// A host of the engine on Redis, without orders, with metrics on. It shares its connection with what it is compared with, so that neither
/// has a better one, and closes it at its end.
/// </summary>
internal sealed class EngineHost : IDisposable
{
    private readonly IHost _host;
    private readonly IServiceScope _scope;
    private readonly MetricsListener _metrics = new();

    public EngineHost(RedisSide redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddCartCore(static options => options.MaxQuantityPerItem = null).UseInMemory().UseRedis(_ => redis.Connection);
        _host = builder.Build();
        _scope = _host.Services.CreateScope();
        Engine = _scope.ServiceProvider.GetRequiredService<CartEngine>();
    }

    public CartEngine Engine { get; }

    /// <summary>How many measurements the engine told; 0 would mean that the metrics were off.</summary>
    public long MetricsHeard => _metrics.Heard;

    public void Dispose()
    {
        _metrics.Dispose();
        _scope.Dispose();
        _host.Dispose();
    }
}
