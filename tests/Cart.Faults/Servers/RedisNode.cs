using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cart.Faults;

/// <summary>One redis-server of several that belong together. It has its port and its folder for itself, and keeps them when it is killed and brought back.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private static readonly string? Program = LocalMachine.FindProgram("redis-server", []);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cart-node-");
    private IReadOnlyList<string> _arguments = [];
    private Process? _process;

    /// <summary>Why a test cannot have such servers on this machine; null if it can.</summary>
    public static string? Missing => Program is null
        ? "These tests need redis-server as a program of this machine, for servers that they may kill: apt-get install redis-server."
        : null;

    public int Port { get; } = LocalMachine.FreePort();

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    public bool IsRunning => _process is not null;

    private string LogFile => Path.Combine(_folder.FullName, "redis.log");

    /// <summary>Puts a file into the folder that the server runs in, and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Starts the process, and returns when it takes connections. A file of settings comes first, if there is one.</summary>
    public async Task StartAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        _arguments = arguments;
        // The output is redirected and left unread, so that no orphan holds the output of the test run open.
        _process = Process.Start(new ProcessStartInfo(Program!,
        [
            .. arguments, "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.FullName, "--logfile", LogFile,
        ])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        await Waiting.UntilAsync(TakesConnectionsAsync, $"redis-server on port {Port} takes connections", cancellationToken);
    }

    /// <summary>Kills the process as the kernel would, without a chance to tidy up, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Brings a killed process back, as it was started.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => StartAsync(_arguments, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> TakesConnectionsAsync()
    {
        if (_process!.HasExited)
        {
            var error = await _process.StandardError.ReadToEndAsync();
            throw new InvalidOperationException($"redis-server on port {Port} ended at once: {error}\n{LocalMachine.TailOfLog(LogFile)}");
        }

        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(EndPoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
