namespace Cart.Embedded;

/// <summary>Keeps a data directory to one server: two servers on one append-only file would destroy it.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string Name = "lock";

    private readonly FileStream _file;

    private DataDirectoryLock(string path, FileStream file)
    {
        Path = path;
        _file = file;
    }

    public string Path { get; }

    /// <exception cref="IOException">The directory cannot be written, or another server holds it.</exception>
    public static DataDirectoryLock Take(string path)
    {
        PrivateFiles.PrepareDirectory(System.IO.Path.GetDirectoryName(path)!);
        PrivateFiles.PrepareDirectory(path);
        try
        {
            var file = PrivateFiles.Open(System.IO.Path.Combine(path, Name), FileMode.OpenOrCreate, FileShare.None);
            PrivateFiles.RestrictBelow(path);
            return new DataDirectoryLock(path, file);
        }
        catch (IOException exception)
        {
            throw new IOException(
                $"The carts in '{path}' are in use by another process or by another host of this one. Stop it, or choose another data directory.", exception);
        }
    }

    /// <summary>Whether a server holds the directory.</summary>
    public static bool IsTaken(string path)
    {
        var file = System.IO.Path.Combine(path, Name);
        if (!File.Exists(file))
        {
            return false;
        }

        try
        {
            new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Moves everything but the lock into a directory beside this one.</summary>
    /// <returns>That directory.</returns>
    public string MoveAside(DateTimeOffset now)
    {
        var aside = $"{Path}.damaged-{now.UtcDateTime:yyyyMMdd'T'HHmmss}";
        PrivateFiles.PrepareDirectory(aside);
        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos().Where(static entry => entry.Name != Name).ToList())
        {
            Directory.Move(entry.FullName, System.IO.Path.Combine(aside, entry.Name));
        }

        return aside;
    }

    public void Dispose() => _file.Dispose();
}
