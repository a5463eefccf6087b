using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace Cart.Persistence;

/// <summary>Classifies the faults of PostgreSQL: transient ones, those that an operator must fix, and bugs.</summary>
internal static class PostgresFaults
{
    /// <summary>Returns the server's error within a fault; null if none exists.</summary>
    public static PostgresException? ErrorOf(Exception fault) => fault as PostgresException ?? fault.InnerException as PostgresException;

    /// <summary>Returns whether an error also ended the connection.</summary>
    public static bool IsFatal(PostgresException error) => error.InvariantSeverity is "FATAL" or "PANIC" or null;

    /// <summary>Returns whether the connection broke, so that another may work. A timeout does not count.</summary>
    public static bool IsBroken(Exception fault) => fault switch
    {
        PostgresException error => IsFatal(error) || IsLostServer(error),
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException or SocketException or IOException => true,
        _ => false,
    };

    /// <summary>Returns whether the server is unavailable, full or read-only. Such faults pass without a change of its settings.</summary>
    public static bool IsAway(Exception fault) => fault switch
    {
        PostgresException error => IsFatal(error) || IsLostServer(error)
            || error.SqlState is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ReadOnlySqlTransaction
            || error.SqlState.StartsWith("53", StringComparison.Ordinal)
            || error.SqlState.StartsWith("57", StringComparison.Ordinal)
            || error.SqlState.StartsWith("58", StringComparison.Ordinal)
            || error.SqlState is PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted,
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>
    /// Returns whether an operator must fix something: a missing right, tables of another version, an encoding that lacks characters.
    /// </summary>
    public static bool IsRefusal(Exception fault) => fault is PostgresException { SqlState: var state }
        && (state.StartsWith("42", StringComparison.Ordinal)
            || state is PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UntranslatableCharacter
                or PostgresErrorCodes.CharacterNotInRepertoire);

    /// <summary>Returns whether the server rejected the user or the database, which means a wrong connection string, not a transient fault.</summary>
    public static bool IsTurnedAway(Exception fault) => fault is PostgresException { SqlState: var state }
        && (state.StartsWith("28", StringComparison.Ordinal) || state is PostgresErrorCodes.InvalidCatalogName);

    /// <summary>Returns whether an immediate retry by the same process may help: a deadlock or a lock timeout.</summary>
    public static bool IsContention(PostgresException error) => error.SqlState
        is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;

    /// <summary>
    /// Returns whether a transaction was rolled back completely. A plain error ends it. A fatal one ends the connection, and may come after the
    /// commit; so may class 08, by which a pooler reports that it lost the server.
    /// </summary>
    public static bool IsRolledBack(Exception fault) => fault is PostgresException error && !IsFatal(error) && !IsLostServer(error);

    /// <summary>Returns the cause in one sentence, for the log. Messages of Npgsql and of the server contain no password.</summary>
    public static string CauseOf(Exception fault) => fault switch
    {
        PostgresException error => $"{error.MessageText} ({error.SqlState})",
        { InnerException: { } inner } when fault.Message != inner.Message => $"{fault.Message.TrimEnd('.')}: {inner.Message}",
        _ => fault.Message,
    };

    private static bool IsLostServer(PostgresException error) => error.SqlState.StartsWith("08", StringComparison.Ordinal);
}

/// <summary>
/// Detects that the server answered a commit without the standby that it should have waited for. A cancellation, by a timeout or by an operator, ends
/// that wait. The server then keeps the commit, warns, and answers as if nothing had happened.
/// </summary>
internal sealed class ReplicationWitness : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly TimeSpan _limit;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private bool _isCancelled;

    /// <param name="connection">The connection of the commit.</param>
    /// <param name="limit">The timeout after which Npgsql asks the server to cancel.</param>
    public ReplicationWitness(NpgsqlConnection connection, TimeSpan limit)
    {
        (_connection, _limit) = (connection, limit);
        connection.Notice += Notice;
    }

    /// <exception cref="TimeoutException">The commit may be missing at the standby.</exception>
    public void EnsureNotCancelled()
    {
        // A server can be set to send no warnings. After the timeout, a cancellation was sent in any case.
        if (_isCancelled || (_limit > TimeSpan.Zero && Stopwatch.GetElapsedTime(_startedAt) >= _limit))
        {
            throw new TimeoutException("The commit was answered without the synchronous standby, or too late to know.");
        }
    }

    public void Dispose() => _connection.Notice -= Notice;

    // The warning has no code and is localised, but it names the server function that gave up.
    private void Notice(object sender, NpgsqlNoticeEventArgs told) => _isCancelled |= told.Notice.Routine is "SyncRepWaitForLSN";
}
