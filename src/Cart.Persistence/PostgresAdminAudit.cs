using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using Npgsql;
using static Cart.Persistence.PostgresBatch;

namespace Cart.Persistence;

/// <summary>Stores the audit log in PostgreSQL, beside the orders. Every method is one round trip.</summary>
internal sealed class PostgresAdminAudit(IOptions<PostgresOptions> options, PostgresState? state = null) : IAdminAudit, IDisposable
{
    private readonly PostgresDatabase _database = new(options.Value, state);
    private readonly string _table = $"\"{options.Value.Schema}\".admin_audit";

    public ValueTask<long> BeginAsync(string actor, string action, AuditSubject subject, CancellationToken cancellationToken = default) => _database.RunAsync(
        "note an action",
        RequestKind.Once,
        batch => batch.Add(
            $"INSERT INTO {_table} (actor, action, subject_kind, subject_id) VALUES ($1, $2, $3, $4) RETURNING id",
            Text(actor), Text(action), Text(subject.Kind), Text(subject.Id)),
        PostgresRows.First(static reader => reader.GetInt64(0)),
        cancellationToken);

    public async ValueTask EndAsync(long id, string outcome, CancellationToken cancellationToken = default) => await _database.RunAsync(
        "note an outcome",
        RequestKind.Repeatable,
        batch => batch.Add($"UPDATE {_table} SET outcome = $2 WHERE id = $1 AND outcome IS NULL", Bigint(id), Text(outcome)),
        PostgresRows.Changed,
        cancellationToken).ConfigureAwait(false);

    public ValueTask<ImmutableArray<AuditEntry>> ListAsync(
        AuditSubject? subject = null, long? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        var list = $"""
            SELECT id, at, actor, action, subject_kind, subject_id, outcome FROM {_table}
            WHERE ($1::text IS NULL OR (subject_kind = $1 AND subject_id = $2)) AND ($3::bigint IS NULL OR id < $3)
            ORDER BY id DESC LIMIT $4
            """;
        return _database.RunAsync(
            "list actions",
            RequestKind.Read,
            batch => batch.Add(list, Text(subject?.Kind), Text(subject?.Id), Bigint(before), Bigint(limit)),
            PostgresRows.All(Row),
            cancellationToken);
    }

    public void Dispose() => _database.Dispose();

    private static AuditEntry Row(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        At = reader.GetFieldValue<DateTimeOffset>(1),
        Actor = reader.GetString(2),
        Action = reader.GetString(3),
        Subject = new AuditSubject(reader.GetString(4), reader.GetString(5)),
        Outcome = reader.TextOrNull(6),
    };
}
