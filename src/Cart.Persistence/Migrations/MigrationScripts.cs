using System.Collections.Immutable;
using System.Globalization;

namespace Cart.Persistence;

/// <summary>Provides the scripts of this version, in order. <c>$schema$</c> in them stands for the schema.</summary>
internal static class MigrationScripts
{
    private const string Folder = ".Schema.";

    /// <summary>Gets the names of the scripts in the journal of a schema.</summary>
    public static ImmutableArray<string> All { get; } =
        [.. typeof(MigrationScripts).Assembly.GetManifestResourceNames()
            .Where(static name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Gets the file name of the newest script, which is the version of this program's tables.</summary>
    public static string Newest { get; } = FileOf(All[^1]);

    /// <summary>Returns the file name of a script.</summary>
    public static string FileOf(string script) =>
        script.IndexOf(Folder, StringComparison.Ordinal) is var at and >= 0 ? script[(at + Folder.Length)..] : script;

    /// <summary>Reads a script for a schema.</summary>
    public static async Task<string> ReadAsync(string script, string schema, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(typeof(MigrationScripts).Assembly.GetManifestResourceStream(script)!);
        var text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        return text.Replace("$schema$", $"\"{schema}\"", StringComparison.Ordinal);
    }
}

/// <summary>Represents how the tables of a schema compare with this program.</summary>
/// <param name="Pending">The scripts that the schema lacks, in order.</param>
/// <param name="Newer">The file name of the newest script that a newer program applied; null if none exists.</param>
/// <param name="Oldest">The number of the script that a program needs at least; null if every program can use the tables.</param>
internal sealed record SchemaVersion(ImmutableArray<string> Pending, string? Newer, int? Oldest)
{
    private const string Mark = "oldest program: ";

    /// <summary>Gets whether a newer program declared that this one cannot use the tables.</summary>
    public bool IsTooNew => Oldest > int.Parse(MigrationScripts.Newest.AsSpan(0, 4), CultureInfo.InvariantCulture);

    /// <summary>Compares the journal of a schema with the scripts of this program.</summary>
    /// <param name="applied">The names in the journal.</param>
    /// <param name="comment">The comment of the journal's table, in which a script records that it breaks older programs; null for none.</param>
    public static SchemaVersion Of(IReadOnlySet<string> applied, string? comment) => new(
        [.. MigrationScripts.All.Where(script => !applied.Contains(script))],
        applied.Select(MigrationScripts.FileOf).Where(static script => string.CompareOrdinal(script, MigrationScripts.Newest) > 0).Max(StringComparer.Ordinal),
        comment?.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and { } at
            && int.TryParse(comment.AsSpan(at + Mark.Length, Math.Min(4, comment.Length - at - Mark.Length)), CultureInfo.InvariantCulture, out var oldest)
                ? oldest : null);

    /// <summary>Returns how far the tables are ahead, with both versions; null if they are not.</summary>
    public string? Explain(string schema) => Newer is null
        ? null
        : $"the schema '{schema}' is at {Newer}, and this program knows scripts up to {MigrationScripts.Newest}";
}
