using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace Cart.Persistence;

/// <summary>Tells the faults of PostgreSQL apart: which are passing, which an operator has to mend, and which are bugs.</summary>
internal static class PostgresFaults
{
    /// <summary>The server's error within a fault; null if there is none.</summary>
    public static PostgresException? ErrorOf(Exception fault) => fault as PostgresException ?? fault.InnerException as PostgresException;

    /// <summary>Returns whether an error ended the connection, too.</summary>
    public static bool IsFatal(PostgresException error) => error.InvariantSeverity is "FATAL" or "PANIC" or null;

    /// <summary>Returns whether the connection broke, so that another one may well work; a timeout is no such fault.</summary>
    public static bool IsBroken(Exception fault) => fault switch
    {
        PostgresException error => IsFatal(error) || IsLostServer(error),
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException or SocketException or IOException => true,
        _ => false,
    };

    /// <summary>Returns whether the server is not there, has no room, or takes no writes: it passes without a change of its settings.</summary>
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
    /// Returns whether an operator has to mend something: a right that is missing, tables that are not as this version needs them, an
    /// encoding that does not have all characters.
    /// </summary>
    public static bool IsRefusal(Exception fault) => fault is PostgresException { SqlState: var state }
        && (state.StartsWith("42", StringComparison.Ordinal)
            || state is PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UntranslatableCharacter
                or PostgresErrorCodes.CharacterNotInRepertoire);

    /// <summary>Returns whether the server turned the user or the database away, which a wrong connection string does, not a passing fault.</summary>
    public static bool IsTurnedAway(Exception fault) => fault is PostgresException { SqlState: var state }
        && (state.StartsWith("28", StringComparison.Ordinal) || state is PostgresErrorCodes.InvalidCatalogName);

    /// <summary>Returns whether a repetition by the same process may help at once: a deadlock or a lock that was not got.</summary>
    public static bool IsContention(PostgresException error) => error.SqlState
        is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;

    /// <summary>
    /// Returns whether nothing of a transaction stayed. A plain error ends it. A fatal one ends the connection, and may come after the commit;
    /// so may class 08, by which a pooler reports that it lost the server.
    /// </summary>
    public static bool IsRolledBack(Exception fault) => fault is PostgresException error && !IsFatal(error) && !IsLostServer(error);

    /// <summary>The reason in one sentence, for the log. The messages of Npgsql and of the server hold no password.</summary>
    public static string CauseOf(Exception fault) => fault switch
    {
        PostgresException error => $"{error.MessageText} ({error.SqlState})",
        { InnerException: { } inner } when fault.Message != inner.Message => $"{fault.Message.TrimEnd('.')}: {inner.Message}",
        _ => fault.Message,
    };

    private static bool IsLostServer(PostgresException error) => error.SqlState.StartsWith("08", StringComparison.Ordinal);
}

/// <summary>
/// Notices that the server answered a commit without the standby that it should have waited for. A cancellation, by a time limit or by an
/// operator, ends that wait: the server then keeps the commit, warns, and answers as if all was well.
/// </summary>
internal sealed class ReplicationWitness : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly TimeSpan _limit;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private bool _isCancelled;

    /// <param name="connection">The connection on which the commit runs.</param>
    /// <param name="limit">The time limit behind which Npgsql asks the server to cancel.</param>
    public ReplicationWitness(NpgsqlConnection connection, TimeSpan limit)
    {
        (_connection, _limit) = (connection, limit);
        connection.Notice += Notice;
    }

    /// <exception cref="TimeoutException">The commit may be missing at the standby.</exception>
    public void EnsureNotCancelled()
    {
        // A server can be set to send no warnings; behind the limit a cancellation was sent in any case.
        if (_isCancelled || (_limit > TimeSpan.Zero && Stopwatch.GetElapsedTime(_startedAt) >= _limit))
        {
            throw new TimeoutException("The commit was answered without the synchronous standby, or too late to know.");
        }
    }

    public void Dispose() => _connection.Notice -= Notice;

    // The warning has no code of its own and is in the language of the server, but it names the function of the server that gave up.
    private void Notice(object sender, NpgsqlNoticeEventArgs told) => _isCancelled |= told.Notice.Routine is "SyncRepWaitForLSN";
}
