using System.Collections.Immutable;

namespace Cart.Persistence;

/// <summary>The scripts of this version, in their order; <c>$schema$</c> in them stands for the schema.</summary>
internal static class MigrationScripts
{
    private const string Folder = ".Schema.";

    /// <summary>The names by which the journal of a schema knows them.</summary>
    public static ImmutableArray<string> All { get; } =
        [.. typeof(MigrationScripts).Assembly.GetManifestResourceNames()
            .Where(static name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The name of the newest script, which stands for the version of this program's tables.</summary>
    public static string Newest { get; } = FileOf(All[^1]);

    /// <summary>A script as its file is called, without where it is embedded.</summary>
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
