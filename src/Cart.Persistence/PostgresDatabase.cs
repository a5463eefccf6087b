using System.Net.Sockets;
using Cart.Engine;
using Npgsql;

namespace Cart.Persistence;

/// <summary>
/// The connections to PostgreSQL. Turns its faults into <see cref="CartUnavailableException"/>, which tells whether a request may
/// have taken effect: never while it could not be sent.
/// </summary>
internal sealed class PostgresDatabase(PostgresOptions options) : IDisposable
{
    private const int ConnectSeconds = 2;
    private const int CommandSeconds = 5;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(Settings(options.ConnectionString));

    /// <summary>
    /// The connection string with the time limits that it does not set itself. An ambient transaction of the caller is not joined:
    /// an order that was answered as placed must be committed.
    /// </summary>
    public static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var given = settings.Keys;
        settings.Timeout = given.Contains("Timeout") ? settings.Timeout : ConnectSeconds;
        settings.CommandTimeout = given.Contains("Command Timeout") ? settings.CommandTimeout : CommandSeconds;
        settings.Enlist = false;
        return settings;
    }

    /// <summary>Sends a batch, in one round trip, and reads its results.</summary>
    /// <param name="request">What is asked, for the message of a fault.</param>
    /// <param name="changes">Whether the batch changes anything; if not, its outcome is never unknown.</param>
    /// <param name="fill">Puts statements into the batch.</param>
    /// <param name="read">Reads their results.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<T> RunAsync<T>(
        string request,
        bool changes,
        Action<NpgsqlBatch> fill,
        Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken)
    {
        var sent = false;
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var batch = connection.CreateBatch();
            fill(batch);
            sent = true;
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await read(reader, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (IsUnavailable(fault, sent))
        {
            var unknown = changes && sent && !IsRolledBack(fault);
            var outcome = unknown ? "the outcome is unknown" : "nothing was changed";
            throw new CartUnavailableException($"PostgreSQL did not {request}; {outcome}.", unknown, fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    // Before anything was sent every fault is one of the connection. After that an error that no repetition would heal is a bug.
    private static bool IsUnavailable(Exception fault, bool sent) => fault switch
    {
        PostgresException error => !sent || error.IsTransient || IsFatal(error)
            || error.SqlState is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    // A plain error ends the implicit transaction of the batch. A fatal one ends the connection, and may come after the commit;
    // so may class 08, by which a pooler reports that it lost the server.
    private static bool IsRolledBack(Exception fault) =>
        fault is PostgresException error && !IsFatal(error) && !error.SqlState.StartsWith("08", StringComparison.Ordinal);

    private static bool IsFatal(PostgresException error) => error.InvariantSeverity is "FATAL" or "PANIC" or null;
}
