using Npgsql;

namespace Cart.Persistence;

/// <summary>Reads the id that the migrations gave to a schema.</summary>
internal static class PostgresIdentity
{
    public static async ValueTask<Guid?> ReadAsync(PostgresDatabase database, string schema, CancellationToken cancellationToken)
    {
        // A query on a table that does not exist yet would be logged as a fault.
        var exists = await database.RunAsync(
            "look for the id of the order store",
            changes: false,
            batch => batch.Add($"SELECT to_regclass('\"{schema}\".store_identity') IS NOT NULL"),
            static async (reader, token) => await reader.ReadAsync(token).ConfigureAwait(false) && reader.GetBoolean(0),
            cancellationToken).ConfigureAwait(false);
        if (!exists)
        {
            return null;
        }

        try
        {
            return await database.RunAsync(
                "read the id of the order store",
                changes: false,
                batch => batch.Add($"SELECT id FROM \"{schema}\".store_identity"),
                ReadAsync,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when ((fault as PostgresException ?? fault.InnerException as PostgresException)?.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            return null;
        }

        static async ValueTask<Guid?> ReadAsync(NpgsqlDataReader reader, CancellationToken token) =>
            await reader.ReadAsync(token).ConfigureAwait(false) ? reader.GetGuid(0) : null;
    }
}
