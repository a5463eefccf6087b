using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Embedded;

/// <summary>Stores the audit log in the SQLite file of the orders.</summary>
internal sealed class SqliteAdminAudit(string path, TimeProvider time) : IAdminAudit, IDisposable
{
    private readonly SqliteFile _file = new(path);

    public ValueTask<long> BeginAsync(string actor, string action, AuditSubject subject, CancellationToken cancellationToken = default) => _file.WriteAsync(
        "note an action",
        connection => connection.List(
            "INSERT INTO admin_audit (at, actor, action, subject_kind, subject_id) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            static reader => reader.GetInt64(0),
            SqliteText.Time(time.GetUtcNow()),
            actor,
            action,
            subject.Kind,
            subject.Id)[0],
        cancellationToken);

    public async ValueTask EndAsync(long id, string outcome, CancellationToken cancellationToken = default) => await _file.WriteAsync(
        "note an outcome",
        connection => connection.Execute("UPDATE admin_audit SET outcome = $2 WHERE id = $1 AND outcome IS NULL", id, outcome),
        cancellationToken).ConfigureAwait(false);

    public ValueTask<ImmutableArray<AuditEntry>> ListAsync(
        AuditSubject? subject = null, long? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        const string List = """
            SELECT id, at, actor, action, subject_kind, subject_id, outcome FROM admin_audit
            WHERE ($1 IS NULL OR (subject_kind = $1 AND subject_id = $2)) AND ($3 IS NULL OR id < $3)
            ORDER BY id DESC LIMIT $4
            """;
        return _file.ReadAsync(
            "list actions",
            connection => connection.List(
                List,
                static reader => new AuditEntry
                {
                    Id = reader.GetInt64(0),
                    At = SqliteOrderReader.Time(reader, 1),
                    Actor = reader.GetString(2),
                    Action = reader.GetString(3),
                    Subject = new AuditSubject(reader.GetString(4), reader.GetString(5)),
                    Outcome = reader.IsDBNull(6) ? null : reader.GetString(6),
                },
                subject?.Kind,
                subject?.Id,
                before,
                limit),
            cancellationToken);
    }

    public void Dispose() => _file.Dispose();
}
