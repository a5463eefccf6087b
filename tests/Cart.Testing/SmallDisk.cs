using System.ComponentModel;
using System.Diagnostics;

namespace Cart.Testing;

/// <summary>A directory with a disk of its own, which a test can fill up. Tests are skipped where the machine does not let them mount one.</summary>
public sealed class SmallDisk : IDisposable
{
    public const string SkipReason = "Needs a Linux machine where a test may mount a tmpfs.";

    private readonly TemporaryDirectory _directory = new();

    public SmallDisk(int megabytes) =>
        IsMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "cart-test", _directory.Path);

    public bool IsMounted { get; }

    public string Path => _directory.Path;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Takes all room that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[1 << 20, 4096, 1])
        {
            try
            {
                while (true)
                {
                    file.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full, for this size.
            }
        }
    }

    /// <summary>Makes room again.</summary>
    public void Clear() => File.Delete(Filler);

    public void Dispose()
    {
        if (IsMounted)
        {
            Run("umount", "-l", Path);
        }

        _directory.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
