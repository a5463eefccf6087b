using Cart.Testing;

namespace Cart.Engine.Tests;

/// <summary>The files that the house rules are about, by their paths from the repository's root, with forward slashes.</summary>
internal static class ProjectFiles
{
    private static readonly string[] Output = ["artifacts", "bin", "obj", "data", "TestResults"];

    /// <summary>Lists the files with an extension under a folder, without what a build or a run puts there.</summary>
    public static IReadOnlyList<string> In(string folder, string extension = "") =>
    [
        .. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), "*" + extension, SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(SourceTree.Root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(static path => !path.Split('/').Any(Output.Contains))
            .Order(StringComparer.Ordinal),
    ];

    public static string Text(string path) => File.ReadAllText(Path.Combine(SourceTree.Root, path));

    public static int LineCount(string path) => File.ReadLines(Path.Combine(SourceTree.Root, path)).Count();
}
