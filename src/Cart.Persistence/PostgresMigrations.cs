using System.Buffers.Binary;
using System.Collections.Immutable;
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

    private const string Folder = ".Schema.";

    private static readonly ImmutableArray<string> All =
        [.. typeof(PostgresMigrations).Assembly.GetManifestResourceNames()
            .Where(static name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private readonly PostgresOptions _options = options.Value;

    /// <summary>
    /// Creates the schema if need be and applies the scripts that it does not have yet. Any number of processes may do this at
    /// once: one works, the others wait for it and then find nothing to do.
    /// </summary>
    /// <returns>The names of the scripts that were applied, in order.</returns>
    /// <exception cref="CartUnavailableException">PostgreSQL did not answer; repeating is safe.</exception>
    /// <exception cref="InvalidOperationException">A script failed. All scripts of this run were taken back.</exception>
    public async Task<ImmutableArray<string>> ApplyAsync(CancellationToken cancellationToken = default)
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
            return [.. result.Scripts.Select(NameOf)];
        }
        catch (NpgsqlException fault)
        {
            throw new CartUnavailableException(
                "PostgreSQL did not prepare the tables of orders; check that it runs and that UsePostgres has the right connection string.",
                outcomeUnknown: false,
                fault);
        }
    }

    /// <summary>Names the scripts that the schema does not have yet, in order. Changes nothing.</summary>
    /// <exception cref="CartUnavailableException">PostgreSQL did not answer.</exception>
    public async Task<ImmutableArray<string>> FindPendingAsync(CancellationToken cancellationToken = default)
    {
        var settings = PostgresDatabase.Settings(_options.ConnectionString);
        settings.Pooling = false;
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var applied = await ReadJournalAsync(connection, cancellationToken).ConfigureAwait(false);
            return [.. All.Where(script => !applied.Contains(script)).Select(NameOf)];
        }
        catch (NpgsqlException fault)
        {
            throw new CartUnavailableException("PostgreSQL did not say which scripts its schema has.", outcomeUnknown: false, fault);
        }
    }

    private async Task<HashSet<string>> ReadJournalAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var journal = $"\"{_options.Schema}\".{Journal}";
        await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection);
        exists.Parameters.AddWithValue(journal);
        var applied = new HashSet<string>();
        if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
        {
            await using var command = new NpgsqlCommand($"SELECT scriptname FROM {journal}", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                applied.Add(reader.GetString(0));
            }
        }

        return applied;
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

    private static string NameOf(SqlScript script) => NameOf(script.Name);

    // As the file is called, without where it is embedded.
    private static string NameOf(string script) =>
        script.IndexOf(Folder, StringComparison.Ordinal) is var at and >= 0 ? script[(at + Folder.Length)..] : script;

    private static long LockKey(string schema) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("Cart.Persistence:" + schema)));
}
