using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>Keeps the trail of operators in the SQLite file of the orders.</summary>
/// <param name="path">The file.</param>
/// <param name="time">The clock that <see cref="AuditEntry.At"/> is taken from.</param>
internal sealed class SqliteAdminAudit(string path, TimeProvider time) : IAdminAudit, IDisposable
{
    private readonly SqliteFile _file = new(path);

    /// <inheritdoc/>
    public ValueTask<long> BeginAsync(string actor, string action, AuditSubject subject, CancellationToken cancellationToken = default)
    {
        return _file.WriteAsync("note an action", Insert, cancellationToken);

        long Insert(SqliteConnection connection)
        {
            using var command = connection.Command(
                "INSERT INTO admin_audit (at, actor, action, subject_kind, subject_id) VALUES ($1, $2, $3, $4, $5) RETURNING id",
                SqliteText.Time(time.GetUtcNow()),
                actor,
                action,
                subject.Kind,
                subject.Id);
            return (long)command.ExecuteScalar()!;
        }
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(long id, string outcome, CancellationToken cancellationToken = default) => await _file.WriteAsync(
        "note an outcome",
        connection => connection.Execute("UPDATE admin_audit SET outcome = $2 WHERE id = $1 AND outcome IS NULL", id, outcome),
        cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<AuditEntry>> ListAsync(
        AuditSubject? subject = null, long? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return _file.ReadAsync("list actions", List, cancellationToken);

        ImmutableArray<AuditEntry> List(SqliteConnection connection)
        {
            using var command = connection.Command(
                """
                SELECT id, at, actor, action, subject_kind, subject_id, outcome FROM admin_audit
                WHERE ($1 IS NULL OR (subject_kind = $1 AND subject_id = $2)) AND ($3 IS NULL OR id < $3)
                ORDER BY id DESC LIMIT $4
                """,
                subject?.Kind,
                subject?.Id,
                before,
                limit);
            using var reader = command.ExecuteReader();
            var entries = ImmutableArray.CreateBuilder<AuditEntry>();
            while (reader.Read())
            {
                entries.Add(Row(reader));
            }

            return entries.DrainToImmutable();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static AuditEntry Row(SqliteDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        At = SqliteOrderReader.Time(reader, 1),
        Actor = reader.GetString(2),
        Action = reader.GetString(3),
        Subject = new AuditSubject(reader.GetString(4), reader.GetString(5)),
        Outcome = reader.IsDBNull(6) ? null : reader.GetString(6),
    };
}
