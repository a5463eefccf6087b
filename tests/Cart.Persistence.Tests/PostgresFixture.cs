using Cart.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cart.Persistence.Tests;

/// <summary>A schema of its own for each test class, with a store in it; dropped at the end.</summary>
public class PostgresFixture : IAsyncLifetime
{
    private readonly List<PostgresOrderStore> _stores = [];

    public string Schema { get; } = "t_" + Guid.NewGuid().ToString("N");

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource Raw { get; private set; } = null!;

    internal PostgresOrderStore Store => _stores[0];

    internal PostgresDiscountStore Discounts { get; private set; } = null!;

    internal PostgresAdminAudit Audit { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var server = await PostgresServer.ConnectionStringAsync();
        Raw = NpgsqlDataSource.Create(server);
        ConnectionString = await ConnectAsync(server);
        await Migrations(Schema).ApplyAsync(TestContext.Current.CancellationToken);
        StoreWith("");
        Discounts = new PostgresDiscountStore(OptionsOf(Schema, ""));
        Audit = new PostgresAdminAudit(OptionsOf(Schema, ""));
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);

        // A placement whose caller has gone may still be on its way; it would wait for the tables that are dropped, and they for it.
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        Discounts.Dispose();
        Audit.Dispose();
        await DropAsync(Schema);
        await Raw.DisposeAsync();
    }

    public PostgresMigrations Migrations(string schema) => new(OptionsOf(schema, ""), NullLogger<PostgresMigrations>.Instance);

    /// <summary>Makes another store in the schema, with these words at the end of its connection string.</summary>
    internal PostgresOrderStore StoreWith(string settings, ILoggerProvider? log = null, TimeProvider? time = null)
    {
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log ?? NullLoggerProvider.Instance));
        var state = new PostgresState(logging.CreateLogger<PostgresState>(), time ?? TimeProvider.System);
        var store = new PostgresOrderStore(OptionsOf(Schema, settings), state);
        _stores.Add(store);
        return store;
    }

    /// <summary>Makes another store of discounts in the schema, which the caller disposes of.</summary>
    internal PostgresDiscountStore DiscountsWith(string settings) => new(OptionsOf(Schema, settings));

    /// <summary>Makes a store in another schema, which the caller disposes of.</summary>
    internal PostgresOrderStore StoreIn(string schema) => new(OptionsOf(schema, ""));

    public async Task DropAsync(string schema) => await ExecuteAsync($"""DROP SCHEMA IF EXISTS "{schema}" CASCADE""");

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Raw.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> QueryAsync<T>(string sql)
    {
        await using var command = Raw.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync();
    }

    /// <summary>Waits until a connection of that application name waits for a lock, and returns its process id.</summary>
    public async Task<int> WaitUntilBlockedAsync(string applicationName, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await QueryAsync<int?>(
                $"SELECT pid FROM pg_stat_activity WHERE application_name = '{applicationName}' AND wait_event_type = 'Lock'") is { } blocked)
            {
                return blocked;
            }
        }
    }

    /// <summary>Returns the way by which the stores reach the server.</summary>
    protected virtual Task<string> ConnectAsync(string server) => Task.FromResult(server);

    private OptionsWrapper<PostgresOptions> OptionsOf(string schema, string settings) =>
        new(new PostgresOptions { ConnectionString = $"{ConnectionString};{settings}", Schema = schema });
}
