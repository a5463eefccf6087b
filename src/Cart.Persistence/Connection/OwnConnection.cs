using Npgsql;

namespace Cart.Persistence;

/// <summary>Opens a connection for migrations and checks, apart from those that the stores keep.</summary>
internal static class OwnConnection
{
    /// <summary>The settings, without a password where they are those of a data source of the host.</summary>
    public static NpgsqlConnectionStringBuilder SettingsOf(PostgresOptions options) => options.DataSource is { } source
        ? new NpgsqlConnectionStringBuilder(source.ConnectionString)
        : PostgresSettings.Of(options.ConnectionString);

    public static async Task<NpgsqlConnection> OpenAsync(PostgresOptions options, CancellationToken cancellationToken)
    {
        if (options.DataSource is { } source)
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }

        var settings = SettingsOf(options);
        settings.Pooling = false;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
