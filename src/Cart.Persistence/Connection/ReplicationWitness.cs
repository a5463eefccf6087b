using System.Diagnostics;
using Npgsql;

namespace Cart.Persistence;

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

    /// <inheritdoc/>
    public void Dispose() => _connection.Notice -= Notice;

    // The warning has no code of its own and is in the language of the server, but it names the function of the server that gave up.
    private void Notice(object sender, NpgsqlNoticeEventArgs told) => _isCancelled |= told.Notice.Routine is "SyncRepWaitForLSN";
}
