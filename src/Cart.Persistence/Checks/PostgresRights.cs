using System.Collections.Immutable;
using Npgsql;

namespace Cart.Persistence;

/// <summary>The rights that the stores use, and which of them a user lacks. docs/security.md grants them.</summary>
internal static class PostgresRights
{
    /// <summary>The privileges on each table of the schema. A table that the engine only reads has one.</summary>
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

    // Only what exists: at the start of a host that applies the migrations itself the tables may be missing. Rights to some columns count,
    // because only an operator who thought about them grants these. The sequence of an identity column needs no right of its own.
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

    /// <summary>Names the rights that the user of a connection lacks, each with its table or function.</summary>
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
