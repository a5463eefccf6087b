using DbUp;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>Brings the tables of an order file up to date: the scripts in <c>Schema</c>, in order, each once, never backwards.</summary>
internal static class SqliteMigrations
{
    private const string Journal = "schema_versions";

    /// <summary>Applies the scripts that the file does not have yet, all or none.</summary>
    /// <exception cref="InvalidOperationException">A script failed.</exception>
    public static void Apply(SqliteConnection connection)
    {
        // The file's write lock keeps another process that starts now waiting until these scripts are in.
        using var transaction = connection.BeginTransaction(deferred: false);
        var result = DeployChanges.To
            .SqliteDatabase(new SharedConnection(connection))
            .JournalToSqliteTable(Journal)
            .WithScriptsEmbeddedInAssembly(typeof(SqliteMigrations).Assembly)
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"{result.ErrorScript?.Name ?? Journal} could not be applied to '{connection.DataSource}': {result.Error.Message}",
                result.Error);
        }

        transaction.Commit();
    }
}
