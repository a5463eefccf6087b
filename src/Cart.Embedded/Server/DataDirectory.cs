namespace Cart.Embedded;

/// <summary>Locks a data directory for one server: two servers on one append-only file would destroy it.</summary>
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

    /// <summary>Returns whether a server holds the directory.</summary>
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

    /// <summary>Moves everything but the lock into a directory beside this one, and returns its path.</summary>
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

/// <summary>
/// Creates files and directories that only their owner can read, whatever the umask. On Windows they inherit the directory's rights.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode0700 = FileMode0600 | UnixFileMode.UserExecute;

    /// <summary>Creates a missing directory, and removes the rights of others on an existing one.</summary>
    /// <remarks>A directory that is not for the stores alone stays unchanged: the working directory, those above it, and shared ones.</remarks>
    public static void PrepareDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            // The mode applies to the last directory only, so those above it are created first.
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } above && !Directory.Exists(above))
            {
                PrepareDirectory(above);
            }

            Directory.CreateDirectory(path, DirectoryMode0700);
        }
        else if (!IsShared(path))
        {
            Restrict(path, DirectoryMode0700);
        }
    }

    /// <summary>Removes the rights of others on all files and directories below a directory.</summary>
    public static void RestrictBelow(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            Restrict(entry.FullName, entry is DirectoryInfo ? DirectoryMode0700 : FileMode0600);
        }
    }

    /// <summary>Removes the rights of others on a file, if it exists.</summary>
    public static void RestrictFile(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path))
        {
            Restrict(path, FileMode0600);
        }
    }

    /// <summary>Opens a file for writing. A new file belongs to its owner alone.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share = FileShare.Read, int bufferSize = 4096)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = mode is FileMode.Append ? FileAccess.Write : FileAccess.ReadWrite,
            Share = share,
            BufferSize = bufferSize,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode0600;
        }

        return new FileStream(path, options);
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Restrict(string path, UnixFileMode mode)
    {
        try
        {
            if (File.GetUnixFileMode(path) is var now && (now & mode) != now)
            {
                File.SetUnixFileMode(path, now & mode);
            }
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            // Another account owns it and sets its rights, or it no longer exists.
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static bool IsShared(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;
        return File.GetUnixFileMode(path).HasFlag(UnixFileMode.StickyBit)
            || new[] { Environment.CurrentDirectory, AppContext.BaseDirectory }.Any(
                used => (Path.TrimEndingDirectorySeparator(used) + Path.DirectorySeparatorChar).StartsWith(full, StringComparison.Ordinal));
    }
}

/// <summary>Checks whether the disk has enough space again for a server that ran out of it.</summary>
internal static class FreeSpace
{
    private const int ProbeBytes = 1024 * 1024;
    private const long LeastBytes = 4L * ProbeBytes;

    // The free space of a disk does not show a quota, so a file is written as well.
    public static bool IsEnough(string directory)
    {
        var probe = Path.Combine(directory, "probe");
        try
        {
            if (new DriveInfo(directory).AvailableFreeSpace < LeastBytes)
            {
                return false;
            }

            using (var file = PrivateFiles.Open(probe, FileMode.Create))
            {
                file.Write(new byte[ProbeBytes]);
                file.Flush(flushToDisk: true);
            }

            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            Delete(probe);
        }
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next probe overwrites it.
        }
    }
}
