using Microsoft.Extensions.Hosting;

namespace Cart.Persistence;

/// <summary>Brings the tables up to date before the host serves its first request.</summary>
internal sealed class MigrationsAtStart(PostgresMigrations migrations) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => migrations.ApplyAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
