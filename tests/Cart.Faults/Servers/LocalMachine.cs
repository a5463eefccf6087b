using System.Net;
using System.Net.Sockets;

namespace Cart.Faults;

/// <summary>What the server processes of the harness ask of the machine that they run on: programs and ports.</summary>
internal static class LocalMachine
{
    private const int FirstPort = 20_000;
    private const int PortCount = 12_000;
    private static int _lastPort = Environment.ProcessId * 37;

    /// <summary>The full path of a program on the PATH or in one of the further folders; null if it is not installed.</summary>
    public static string? FindProgram(string name, IEnumerable<string> furtherFolders)
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return path.Concat(furtherFolders).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// A port of 127.0.0.1 that nobody uses, and never the same one twice in a row. It lies below the range of outgoing connections:
    /// there a client could be given the port of a stopped server as its own, and the server could not come back (or the client,
    /// trying to reconnect, would be connected to itself).
    /// </summary>
    public static int FreePort()
    {
        for (int attempt = 0; attempt < PortCount; attempt++)
        {
            int port = FirstPort + (int)((uint)Interlocked.Increment(ref _lastPort) % PortCount);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port from {FirstPort} to {FirstPort + PortCount - 1} is free.");
    }

    /// <summary>The last lines of a log file, for the message of a failed start; says so if there is no log.</summary>
    public static string TailOfLog(string path)
    {
        return File.Exists(path) ? string.Join('\n', File.ReadLines(path).TakeLast(20)) : "(there is no log)";
    }

    private static bool IsFree(int port)
    {
        using TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
