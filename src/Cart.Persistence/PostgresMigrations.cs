using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Cart.Engine;
using DbUp;
using DbUp.Engine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cart.Persistence;

/// <summary>Brings the tables of orders up to date: the scripts in <c>Schema</c>, in order, each once, never backwards.</summary>
public sealed class PostgresMigrations(IOptions<PostgresOptions> options, ILogger<PostgresMigrations> logger)
{
    private const string Journal = "schema_versions";

    private readonly PostgresOptions _options = options.Value;

    /// <summary>
    /// Creates the schema if need be and applies the scripts that it does not have yet. Any number of processes may do this at
    /// once: one works, the others wait for it and then find nothing to do.
    /// </summary>
    /// <exception cref="CartUnavailableException">PostgreSQL did not answer; repeating is safe.</exception>
    /// <exception cref="InvalidOperationException">A script failed. All scripts of this run were taken back.</exception>
    public async Task ApplyAsync(CancellationToken cancellationToken = default)
    {
        // A session of its own: closing it gives the lock back, whatever happened.
        var settings = PostgresDatabase.Settings(_options.ConnectionString);
        settings.Pooling = false;
        settings.CommandTimeout = 0;
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await LockAsync(connection, cancellationToken).ConfigureAwait(false);
            var result = await Task.Run(() => Upgrade(settings.ConnectionString), cancellationToken).ConfigureAwait(false);
            Report(result);
        }
        catch (NpgsqlException fault)
        {
            throw new CartUnavailableException(
                "PostgreSQL did not prepare the tables of orders; check that it runs and that UsePostgres has the right connection string.",
                outcomeUnknown: false,
                fault);
        }
    }

    private async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockKey(_options.Schema) });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    // DbUp quotes a schema wherever it names it, except where it creates it; a quoted name it leaves alone.
    private DatabaseUpgradeResult Upgrade(string connectionString) => DeployChanges.To
        .PostgresqlDatabase(connectionString, $"\"{_options.Schema}\"")
        .JournalToPostgresqlTable(_options.Schema, Journal)
        .WithScriptsEmbeddedInAssembly(typeof(PostgresMigrations).Assembly)
        .WithTransaction()
        .LogToNowhere()
        .Build()
        .PerformUpgrade();

    private void Report(DatabaseUpgradeResult result)
    {
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"{result.ErrorScript?.Name ?? Journal} could not be applied to the schema '{_options.Schema}': {result.Error.Message}",
                result.Error);
        }

        foreach (var script in result.Scripts)
        {
            logger.ScriptApplied(script.Name, _options.Schema);
        }
    }

    private static long LockKey(string schema) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("Cart.Persistence:" + schema)));
}
