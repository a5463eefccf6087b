using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cart.Persistence;

/// <summary>Checks the PostgreSQL that keeps the orders; <c>docs/operations.md</c> lists what it looks at.</summary>
internal sealed class PostgresCheck(IOptions<PostgresOptions> options, PostgresMigrations migrations, TimeProvider time) : IStoreCheck
{
    private const string Ask = """
        SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
            current_setting('server_version'), current_setting('server_version_num')::int, pg_is_in_recovery(), clock_timestamp(),
            current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
            (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()),
            current_setting('transaction_read_only') = 'on', current_setting('server_encoding'), current_user::text
        """;

    /// <inheritdoc/>
    public string Name => "postgres";

    /// <inheritdoc/>
    /// <exception cref="NpgsqlException">PostgreSQL does not answer.</exception>
    public async ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default)
    {
        var facts = await ReadAsync(cancellationToken).ConfigureAwait(false);
        ImmutableArray<CheckFinding> findings = [.. PostgresRules.Of(facts, context.Moment)];
        if (context.Moment is CheckMoment.Start && !facts.MissingRights.IsEmpty)
        {
            return findings;
        }

        var version = await migrations.ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        return context.Moment is CheckMoment.Start && version.Newer is null
            ? findings
            : findings.Add(PostgresRules.Schema(facts.Where, options.Value.Schema, version));
    }

    private async Task<PostgresFacts> ReadAsync(CancellationToken cancellationToken)
    {
        var settings = OwnConnection.SettingsOf(options.Value);
        await using var connection = await OwnConnection.OpenAsync(options.Value, cancellationToken).ConfigureAwait(false);
        var missing = await PostgresRights.FindMissingAsync(connection, options.Value.Schema, cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(Ask, connection);
        var asked = time.GetUtcNow();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var answered = time.GetUtcNow();
        return new PostgresFacts
        {
            Where = $"{settings.Host}:{settings.Port}",
            Fsync = reader.GetString(0),
            FullPageWrites = reader.GetString(1),
            SynchronousCommit = reader.GetString(2),
            Version = reader.GetString(3),
            VersionNumber = reader.GetInt32(4),
            IsStandby = reader.GetBoolean(5),
            Ahead = reader.GetFieldValue<DateTimeOffset>(6) - (asked + ((answered - asked) / 2)),
            Connections = reader.GetInt32(7),
            ConnectionsTaken = reader.GetInt32(8),
            ConnectionsWanted = options.Value.DataSource is null ? settings.MaxPoolSize * 2 : settings.MaxPoolSize,
            IsReadOnly = reader.GetBoolean(9),
            Encoding = reader.GetString(10),
            User = reader.GetString(11),
            MissingRights = missing,
        };
    }
}
