namespace Cart.Faults.Tests;

/// <summary>Servers of their own for a test class, that it may kill.</summary>
public sealed class FaultServersFixture : IAsyncLifetime
{
    private FaultServers? _servers;

    internal FaultServers Servers
    {
        get
        {
            Assert.SkipWhen(FaultServers.Missing is not null, FaultServers.Missing ?? "");
            return _servers!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (FaultServers.Missing is null)
        {
            _servers = await FaultServers.StartAsync(TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }
}
