using Cart.Faults;

namespace Cart.Persistence.Tests;

/// <summary>As the other, but the stores and the migrations reach the server through a PgBouncer in transaction mode.</summary>
public sealed class PooledFixture : PostgresFixture
{
    private PgBouncerProcess? _bouncer;

    /// <summary>Skips a test where the machine has no PgBouncer.</summary>
    public static void SkipWithoutPgBouncer() => Assert.SkipUnless(PgBouncerProcess.IsInstalled, "Needs PgBouncer as a program of this machine.");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_bouncer is not null)
        {
            await _bouncer.DisposeAsync();
        }
    }

    protected override async Task<string> ConnectAsync(string server)
    {
        if (!PgBouncerProcess.IsInstalled)
        {
            return server;
        }

        _bouncer = await PgBouncerProcess.StartAsync(server, TestContext.Current.CancellationToken);
        return _bouncer.ConnectionString;
    }
}
