namespace Cart.Testing;

/// <summary>The files that the tests were built from.</summary>
public static class SourceTree
{
    /// <summary>The folder of Cart.sln.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cart.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not run below the folder of Cart.sln.");
    }
}
