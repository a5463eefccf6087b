namespace Cart.Embedded;

/// <summary>Keeps a data directory to one process: two servers on one append-only file would destroy it.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DataDirectoryLock(string path, FileStream file)
    {
        Path = path;
        _file = file;
    }

    public string Path { get; }

    /// <exception cref="IOException">The directory cannot be written, or another process holds it.</exception>
    public static DataDirectoryLock Take(string path)
    {
        Directory.CreateDirectory(path);
        try
        {
            var file = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataDirectoryLock(path, file);
        }
        catch (IOException exception)
        {
            throw new IOException($"The carts in '{path}' are in use by another process. Stop it, or choose another data directory.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
