using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Cart.Persistence;

/// <summary>
/// Runs migrations on one connection. All writes, and the lock that excludes other processes, belong to one transaction, because a pooler may send
/// later statements over another connection to the server.
/// </summary>
internal sealed class MigrationRun(NpgsqlConnection connection, string schema)
{
    // A script may build an index over all orders. A server that no longer answers is still given up.
    private const int ScriptSeconds = 600;

    private const string Limits = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '30s'";

    private readonly string _journal = $"\"{schema}\".schema_versions";
    private readonly long _key = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("Cart.Persistence:" + schema)));

    /// <summary>Gets the script that is being applied, for the message of a failure; null before the first.</summary>
    public string? Current { get; private set; }

    /// <summary>Compares the schema with this program. Locks nothing.</summary>
    public async Task<SchemaVersion> ReadVersionAsync(CancellationToken cancellationToken)
    {
        var applied = new HashSet<string>();
        string? comment = null;
        if (await AskAsync<bool>("SELECT to_regclass($1) IS NOT NULL", _journal, cancellationToken).ConfigureAwait(false))
        {
            var described = AskAsync<object>("SELECT obj_description(to_regclass($1)::oid, 'pg_class')", _journal, cancellationToken);
            comment = await described.ConfigureAwait(false) as string;
            await using var command = new NpgsqlCommand($"SELECT scriptname FROM {_journal}", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                applied.Add(reader.GetString(0));
            }
        }

        return SchemaVersion.Of(applied, comment);
    }

    /// <summary>Acquires the lock of the schema until the transaction ends, if no other process holds it.</summary>
    public Task<bool> TryLockAsync(CancellationToken cancellationToken) =>
        AskAsync<bool>("SELECT pg_try_advisory_xact_lock($1)", _key, cancellationToken);

    /// <summary>Returns which backend of the server holds the lock.</summary>
    public async Task<string> FindHolderAsync(CancellationToken cancellationToken)
    {
        const string Holder = """
            SELECT max(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND (classid::bigint << 32) | objid::bigint = $1
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;
        var pid = await AskAsync<object>(Holder, _key, cancellationToken).ConfigureAwait(false);
        return pid is int id ? string.Create(CultureInfo.InvariantCulture, $"backend {id}") : "a backend that has ended";
    }

    /// <summary>Applies the pending scripts, within the transaction of the caller, who holds the lock.</summary>
    public async Task<ImmutableArray<string>> ApplyAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync(Limits, cancellationToken).ConfigureAwait(false);
        var pending = (await ReadVersionAsync(cancellationToken).ConfigureAwait(false)).Pending;
        if (pending.IsEmpty)
        {
            return pending;
        }

        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        foreach (var script in pending)
        {
            Current = script;
            await ExecuteAsync(await MigrationScripts.ReadAsync(script, schema, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            await using var note = new NpgsqlCommand($"INSERT INTO {_journal} (scriptname, applied) VALUES ($1, localtimestamp)", connection);
            note.Parameters.AddWithValue(script);
            await note.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return pending;
    }

    // If an administrator created the schema, no right to create one is needed. The journal has the form of earlier versions.
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!await AskAsync<bool>("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", schema, cancellationToken).ConfigureAwait(false))
        {
            await ExecuteAsync($"CREATE SCHEMA \"{schema}\"", cancellationToken).ConfigureAwait(false);
        }

        if (!await AskAsync<bool>("SELECT to_regclass($1) IS NOT NULL", _journal, cancellationToken).ConfigureAwait(false))
        {
            await ExecuteAsync(
                $"CREATE TABLE {_journal} (schemaversionsid serial PRIMARY KEY, scriptname varchar(255) NOT NULL, applied timestamp NOT NULL)",
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = ScriptSeconds };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> AskAsync<T>(string sql, object parameter, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(parameter);
        return (T)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}

/// <summary>Opens a connection for migrations and checks, apart from those that the stores keep.</summary>
internal static class OwnConnection
{
    /// <summary>Returns the settings. Those of the host's data source contain no password.</summary>
    public static NpgsqlConnectionStringBuilder SettingsOf(PostgresOptions options) => options.DataSource is { } source
        ? new NpgsqlConnectionStringBuilder(source.ConnectionString)
        : PostgresSettings.Of(options.ConnectionString);

    public static async Task<NpgsqlConnection> OpenAsync(PostgresOptions options, CancellationToken cancellationToken)
    {
        if (options.DataSource is { } source)
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }

        var settings = SettingsOf(options);
        settings.Pooling = false;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
