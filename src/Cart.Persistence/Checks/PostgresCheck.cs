using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cart.Persistence;

/// <summary>Checks the PostgreSQL that stores the orders. <c>docs/operations.md</c> lists the checks.</summary>
internal sealed class PostgresCheck(IOptions<PostgresOptions> options, PostgresMigrations migrations, TimeProvider time) : IStoreCheck
{
    private const string Ask = """
        SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
            current_setting('server_version'), current_setting('server_version_num')::int, pg_is_in_recovery(), clock_timestamp(),
            current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
            (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()),
            current_setting('transaction_read_only') = 'on', current_setting('server_encoding'), current_user::text
        """;

    public string Name => "postgres";

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
        return new PostgresFacts(
            Where: $"{settings.Host}:{settings.Port}",
            Fsync: reader.GetString(0),
            FullPageWrites: reader.GetString(1),
            SynchronousCommit: reader.GetString(2),
            Version: reader.GetString(3),
            VersionNumber: reader.GetInt32(4),
            IsStandby: reader.GetBoolean(5),
            Ahead: reader.GetFieldValue<DateTimeOffset>(6) - (asked + ((answered - asked) / 2)),
            Connections: reader.GetInt32(7),
            ConnectionsTaken: reader.GetInt32(8),
            ConnectionsWanted: options.Value.DataSource is null ? settings.MaxPoolSize * 2 : settings.MaxPoolSize,
            IsReadOnly: reader.GetBoolean(9),
            Encoding: reader.GetString(10),
            User: reader.GetString(11),
            MissingRights: missing);
    }
}

/// <summary>Defines the rights that the stores need, and finds those that a user lacks. docs/security.md grants them.</summary>
internal static class PostgresRights
{
    /// <summary>Gets the privileges on each table of the schema. A table that the engine only reads has one.</summary>
    public static ImmutableSortedDictionary<string, string> Tables { get; } = ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        new Dictionary<string, string>
        {
            ["admin_audit"] = "SELECT, INSERT, UPDATE",
            ["checkouts"] = "SELECT, INSERT, UPDATE",
            ["discount_redemptions"] = "SELECT, INSERT, UPDATE",
            ["discounts"] = "SELECT, INSERT, UPDATE, DELETE",
            ["order_lines"] = "SELECT, INSERT",
            ["orders"] = "SELECT, INSERT, UPDATE",
            ["outbox"] = "SELECT, INSERT, UPDATE, DELETE",
            ["schema_versions"] = "SELECT",
            ["store_identity"] = "SELECT",
        });

    // Checks only what exists: when a host that applies the migrations itself starts, tables may be missing. Rights to some columns suffice,
    // because an operator grants these on purpose. The sequence of an identity column needs no right.
    private const string Ask = """
        SELECT 'USAGE on the schema ' || n.nspname FROM pg_namespace n WHERE n.nspname = $1 AND NOT has_schema_privilege(n.oid, 'USAGE')
        UNION ALL
        SELECT string_agg(p.privilege, ', ' ORDER BY p.at) || ' on the table ' || c.relname
        FROM unnest($2::text[], $3::text[]) AS t (name, privileges)
        JOIN pg_namespace n ON n.nspname = $1
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name AND c.relkind IN ('r', 'p')
        CROSS JOIN LATERAL unnest(string_to_array(t.privileges, ', ')) WITH ORDINALITY AS p (privilege, at)
        WHERE NOT CASE p.privilege WHEN 'DELETE' THEN has_table_privilege(c.oid, p.privilege) ELSE has_any_column_privilege(c.oid, p.privilege) END
        GROUP BY c.relname
        UNION ALL
        SELECT DISTINCT 'EXECUTE on the function ' || f.proname FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
        WHERE n.nspname = $1 AND f.proname IN ('place_orders', 'refused_uses') AND NOT has_function_privilege(f.oid, 'EXECUTE')
        """;

    /// <summary>Returns the rights that the user of a connection lacks, each with its table or function.</summary>
    public static async Task<ImmutableArray<string>> FindMissingAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Ask, connection);
        command.Parameters.AddWithValue(schema);
        command.Parameters.AddWithValue(Tables.Keys.ToArray());
        command.Parameters.AddWithValue(Tables.Values.ToArray());
        var missing = ImmutableArray.CreateBuilder<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            missing.Add(reader.GetString(0));
        }

        return missing.DrainToImmutable();
    }
}
