using Npgsql;

namespace Cart.Persistence;

/// <summary>Reads the id that the migrations gave to a schema.</summary>
internal static class PostgresIdentity
{
    public static async ValueTask<Guid?> ReadAsync(PostgresDatabase database, string schema, CancellationToken cancellationToken)
    {
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
