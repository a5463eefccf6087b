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

    public void Dispose()
    {
        Expect.That(_metrics.Heard > 0, "The metrics of the engine", "none");
        _metrics.Dispose();
        _scope.Dispose();
        _host.Dispose();
    }
}
