namespace Cart.Engine.Tests;

/// <summary>The files of the repository that the house rules are about, by their paths from its root, with forward slashes.</summary>
internal sealed class SourceTree
{
    private static readonly string[] Output = ["artifacts", "bin", "obj", "data", "TestResults"];

    private readonly string _root = FindRoot();

    /// <summary>Lists the files with an extension under a folder, without what a build or a run puts there.</summary>
    public IReadOnlyList<string> Files(string folder, string extension) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(_root, folder), "*" + extension, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(static path => !path.Split('/').Any(Output.Contains))
            .Order(StringComparer.Ordinal),
    ];

    public string Text(string path) => File.ReadAllText(Path.Combine(_root, path));

    public int LineCount(string path) => File.ReadLines(Path.Combine(_root, path)).Count();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cart.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException(
            $"There is no Cart.sln above {AppContext.BaseDirectory}: run the house rules from a build inside the repository.");
    }
}
