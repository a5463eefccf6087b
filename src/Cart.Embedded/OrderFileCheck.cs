using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>Checks whether a newer program migrated the order file. A file that is missing is made by its first use.</summary>
/// <param name="file">The path of the file.</param>
internal sealed class OrderFileCheck(string file) : IStoreCheck
{
    private const string Finding = "embedded_schema";

    /// <inheritdoc/>
    public string Name => "embedded_orders";

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ImmutableArray<CheckFinding>>(File.Exists(file) ? [Check()] : []);

    private CheckFinding Check()
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        if (SqliteMigrations.FindNewer(connection) is not { } newer)
        {
            return new(Finding, CheckLevel.Ok, $"{file}: no newer program migrated it");
        }

        var found = $"{file}: it is at {newer}, and this program knows scripts up to {SqliteMigrations.Newest}";
        return SqliteMigrations.OldestProgramOf(connection) > SqliteMigrations.NumberOf(SqliteMigrations.Newest)
            ? new(
                Finding,
                CheckLevel.Refuse,
                found,
                "The newer program declared that this one cannot use the file.",
                "Start the newer program, or restore the copy of before.")
            : new(
                Finding,
                CheckLevel.Warn,
                found,
                "The file still works with this program, but it does not know what is new in it.",
                "Start the newer program again soon.");
    }
}
