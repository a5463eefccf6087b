using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>
/// Represents one SQLite file in write-ahead mode. Commits are on the disk before they are acknowledged. Any number of processes can read, and one
/// at a time can write. Its faults become <see cref="CartUnavailableException"/>.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    // How long a writer waits for the writer of another process.
    private const int BusySeconds = 5;

    private readonly string _path;
    private readonly string _connectionString;
    private readonly SemaphoreSlim _writer = new(1);

    // A failure is not cached, and concurrent starts wait for each other at the file.
    private readonly Lazy<string> _prepared;

    public SqliteFile(string path)
    {
        _path = Path.GetFullPath(path);
        var settings = new SqliteConnectionStringBuilder { DataSource = _path, ForeignKeys = true, DefaultTimeout = BusySeconds };
        _connectionString = settings.ToString();
        _prepared = new Lazy<string>(Prepare, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Runs work in a write transaction, which locks the file from its beginning, and commits it.</summary>
    public async ValueTask<T> WriteAsync<T>(string request, Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Write(request, work, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>Runs read-only work.</summary>
    public async ValueTask<T> ReadAsync<T>(string request, Func<SqliteConnection, T> work, CancellationToken cancellationToken) =>
        await Task.Run(() => Read(request, work), cancellationToken).ConfigureAwait(false);

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        _writer.Dispose();
    }

    private T Write<T>(string request, Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        var committing = false;
        try
        {
            using var connection = Open(_prepared.Value);
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = work(connection);
            cancellationToken.ThrowIfCancellationRequested();
            committing = true;
            transaction.Commit();
            return result;
        }
        catch (Exception fault) when (IsUnavailable(fault))
        {
            throw Unavailable(request, committing, fault);
        }
    }

    private T Read<T>(string request, Func<SqliteConnection, T> work)
    {
        try
        {
            using var connection = Open(_prepared.Value);
            return work(connection);
        }
        catch (Exception fault) when (IsUnavailable(fault))
        {
            throw Unavailable(request, outcomeUnknown: false, fault);
        }
    }

    private static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string Prepare()
    {
        MakePrivate();
        using var connection = Open(_connectionString);
        connection.Execute("PRAGMA journal_mode = WAL");
        SqliteMigrations.Apply(connection);
        return _connectionString;
    }

    // SQLite gives the files beside the database the permissions of the database.
    private void MakePrivate()
    {
        var directory = Path.GetDirectoryName(_path)!;
        if (!Directory.Exists(directory))
        {
            PrivateFiles.PrepareDirectory(directory);
        }

        PrivateFiles.Open(_path, FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete).Dispose();
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            PrivateFiles.RestrictFile(_path + suffix);
        }
    }

    private CartUnavailableException Unavailable(string request, bool outcomeUnknown, Exception fault) => new(
        $"The order file '{_path}' did not {request}: {fault.Message} Check that its directory can be written and has space.",
        outcomeUnknown,
        fault);

    // Busy, locked, out of memory, read-only, interrupted, disk fault, damaged, full, cannot be opened, locking protocol, no database.
    // Every other error of SQLite is a bug.
    private static bool IsUnavailable(Exception fault) => fault is IOException or UnauthorizedAccessException
        or SqliteException { SqliteErrorCode: (>= 5 and <= 11) or (>= 13 and <= 15) or 26 };
}

/// <summary>Runs statements with one call each.</summary>
internal static class SqliteConnectionExtensions
{
    extension(SqliteConnection connection)
    {
        /// <summary>Creates a command, with the parameters $1, $2 and so on.</summary>
        private SqliteCommand Command(string sql, params ReadOnlySpan<object?> parameters)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            for (var index = 0; index < parameters.Length; index++)
            {
                command.Parameters.AddWithValue($"${index + 1}", parameters[index] ?? DBNull.Value);
            }

            return command;
        }

        /// <summary>Runs a statement and reads all of its rows.</summary>
        public ImmutableArray<T> List<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> parameters)
        {
            using var command = connection.Command(sql, parameters);
            using var reader = command.ExecuteReader();
            var rows = ImmutableArray.CreateBuilder<T>();
            while (reader.Read())
            {
                rows.Add(row(reader));
            }

            return rows.DrainToImmutable();
        }

        /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
        public int Execute(string sql, params ReadOnlySpan<object?> parameters)
        {
            using var command = connection.Command(sql, parameters);
            return command.ExecuteNonQuery();
        }
    }
}
