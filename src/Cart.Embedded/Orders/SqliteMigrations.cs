using System.Globalization;
using DbUp;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>Migrates the tables of an order file: applies the scripts in <c>Schema</c>, in order, each once, never backwards.</summary>
internal static class SqliteMigrations
{
    private const string Journal = "schema_versions";
    private const string Folder = ".Schema.";

    /// <summary>Gets the newest script of this program, which is the version of its tables.</summary>
    public static string Newest { get; } = typeof(SqliteMigrations).Assembly.GetManifestResourceNames()
        .Where(static name => name.EndsWith(".sql", StringComparison.Ordinal)).Select(FileOf).Max(StringComparer.Ordinal)!;

    /// <summary>Applies the pending scripts, all or none.</summary>
    /// <exception cref="InvalidOperationException">A script failed.</exception>
    public static void Apply(SqliteConnection connection)
    {
        // With the file's write lock, another process that starts now waits until these scripts are applied.
        using var transaction = connection.BeginTransaction(deferred: false);
        if (OldestProgramOf(connection) > NumberOf(Newest))
        {
            throw new InvalidOperationException(
                $"'{connection.DataSource}' was migrated by a newer program, and this one, which knows scripts up to {Newest}, cannot use it. "
                + "Start the newer program, or restore the copy of before.");
        }

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

    /// <summary>Returns the newest script that a newer program applied to a file; null if none did.</summary>
    public static string? FindNewer(SqliteConnection connection)
    {
        if (Ask(connection, $"SELECT count(*) FROM sqlite_schema WHERE name = '{Journal}'") is 0L)
        {
            return null;
        }

        var last = FileOf((string)Ask(connection, $"SELECT coalesce(max(ScriptName), '') FROM {Journal}")!);
        return string.CompareOrdinal(last, Newest) > 0 ? last : null;
    }

    /// <summary>
    /// Returns the number of the script that a program needs at least. A script that breaks older programs sets <c>user_version</c>.
    /// </summary>
    public static long OldestProgramOf(SqliteConnection connection) => (long)Ask(connection, "PRAGMA user_version")!;

    /// <summary>Returns the number at the beginning of a script's name.</summary>
    public static long NumberOf(string script) => long.Parse(script.AsSpan(0, 4), CultureInfo.InvariantCulture);

    private static string FileOf(string script) =>
        script.IndexOf(Folder, StringComparison.Ordinal) is var at and >= 0 ? script[(at + Folder.Length)..] : script;

    private static object Ask(SqliteConnection connection, string sql) => connection.List(sql, static reader => reader.GetValue(0))[0];
}
