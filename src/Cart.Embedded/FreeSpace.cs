namespace Cart.Embedded;

/// <summary>Whether there is room for a server that ran out of it.</summary>
internal static class FreeSpace
{
    private const int ProbeBytes = 1024 * 1024;
    private const long LeastBytes = 4L * ProbeBytes;

    // A quota does not show in the free space of a disk, so a file is written as well.
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
            // The next probe writes over it.
        }
    }
}
