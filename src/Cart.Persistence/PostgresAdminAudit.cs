using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using Npgsql;
using static Cart.Persistence.BatchExtensions;

namespace Cart.Persistence;

/// <summary>Keeps the trail of operators in PostgreSQL, beside the orders. Every method is one round trip.</summary>
internal sealed class PostgresAdminAudit : IAdminAudit, IDisposable
{
    private readonly PostgresDatabase _database;
    private readonly string _begin;
    private readonly string _end;
    private readonly string _list;

    /// <summary>Makes a trail with connections of its own, none of which is opened yet.</summary>
    /// <param name="options">Where the orders are; valid.</param>
    public PostgresAdminAudit(IOptions<PostgresOptions> options)
        : this(options, state: null)
    {
    }

    internal PostgresAdminAudit(IOptions<PostgresOptions> options, PostgresState? state)
    {
        ArgumentNullException.ThrowIfNull(options);
        _database = new PostgresDatabase(options.Value, state);
        var table = $"\"{options.Value.Schema}\".admin_audit";
        _begin = $"INSERT INTO {table} (actor, action, subject_kind, subject_id) VALUES ($1, $2, $3, $4) RETURNING id";
        _end = $"UPDATE {table} SET outcome = $2 WHERE id = $1 AND outcome IS NULL";
        _list = $"""
            SELECT id, at, actor, action, subject_kind, subject_id, outcome FROM {table}
            WHERE ($1::text IS NULL OR (subject_kind = $1 AND subject_id = $2)) AND ($3::bigint IS NULL OR id < $3)
            ORDER BY id DESC LIMIT $4
            """;
    }

    /// <inheritdoc/>
    public ValueTask<long> BeginAsync(string actor, string action, AuditSubject subject, CancellationToken cancellationToken = default)
    {
        return _database.RunAsync(
            "note an action",
            changes: true,
            batch => batch.Add(_begin, Text(actor), Text(action), Text(subject.Kind), Text(subject.Id)),
            ReadAsync,
            cancellationToken);

        static async ValueTask<long> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            await reader.ReadAsync(token).ConfigureAwait(false);
            return reader.GetInt64(0);
        }
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(long id, string outcome, CancellationToken cancellationToken = default) => await _database.RunAsync(
        "note an outcome",
        RequestKind.Repeatable,
        batch => batch.Add(_end, Bigint(id), Text(outcome)),
        static (reader, _) => ValueTask.FromResult(reader.RecordsAffected),
        cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<AuditEntry>> ListAsync(
        AuditSubject? subject = null, long? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return _database.RunAsync(
            "list actions",
            changes: false,
            batch => batch.Add(_list, Text(subject?.Kind), Text(subject?.Id), Bigint(before), Bigint(limit)),
            ReadAsync,
            cancellationToken);

        static async ValueTask<ImmutableArray<AuditEntry>> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            var entries = ImmutableArray.CreateBuilder<AuditEntry>();
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                entries.Add(Row(reader));
            }

            return entries.DrainToImmutable();
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _database.Dispose();

    private static AuditEntry Row(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        At = reader.GetFieldValue<DateTimeOffset>(1),
        Actor = reader.GetString(2),
        Action = reader.GetString(3),
        Subject = new AuditSubject(reader.GetString(4), reader.GetString(5)),
        Outcome = reader.IsDBNull(6) ? null : reader.GetString(6),
    };
}
