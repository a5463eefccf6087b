using System.CommandLine;

namespace Cart.LoadTest;

/// <summary>The options that say which servers a run uses.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string?> _redis = new("--redis")
    {
        Description = "The Redis to load, HOST:PORT. Default: CART_TEST_REDIS, else a redis-server of the run's own. Not one that others need: the run fills it, and resets its statistics.",
    };

    private readonly Option<string?> _postgres = new("--postgres")
    {
        Description = "The PostgreSQL to load, a connection string of Npgsql. Default: CART_TEST_POSTGRES, else one of the run's own.",
    };

    public void AddTo(Command command)
    {
        command.Add(_redis);
        command.Add(_postgres);
    }

    /// <summary>Carries out a run on its servers; where there are none it says what to do and answers 2.</summary>
    public async Task<int> WithServersAsync(
        ParseResult parsed, bool needsPostgres, Func<ServerAddresses, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            await using var servers = await BenchServers.OpenAsync(parsed.GetValue(_redis), parsed.GetValue(_postgres), needsPostgres, cancellationToken);
            return await run(servers.Addresses);
        }
        catch (MissingServerException missing)
        {
            await Console.Error.WriteLineAsync(missing.Message);
            return 2;
        }
    }
}
