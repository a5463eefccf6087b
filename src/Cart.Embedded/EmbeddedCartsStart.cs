using Microsoft.Extensions.Hosting;

namespace Cart.Embedded;

/// <summary>Starts the embedded server with the host, and refuses to start when its scripts are not isolated.</summary>
internal sealed class EmbeddedCartsStart(EmbeddedCartServer server) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => server.VerifyAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
