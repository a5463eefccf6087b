using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Cart.Faults;

/// <summary>
/// A redis-server of the test's own, which it may kill, bring back with a part of its data lost, or replicate. It keeps an
/// append-only file that it never rewrites by itself, so that its last commands can be cut off.
/// </summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly string? Program = LocalMachine.FindProgram("redis-server", []);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cart-redis-");
    private readonly string _appendFsync;
    private IReadOnlyList<string> _more = [];
    private int? _primaryPort;
    private Process? _process;

    private RedisProcess(string appendFsync, int? primaryPort)
    {
        _appendFsync = appendFsync;
        _primaryPort = primaryPort;
    }

    /// <summary>Whether this machine has a redis-server; tests that need one are skipped where it has none.</summary>
    public static bool IsInstalled => Program is not null;

    /// <summary>The port of 127.0.0.1, the same one after every restart.</summary>
    public int Port { get; } = LocalMachine.FreePort();

    /// <summary>For StackExchange.Redis; a client may be made with it while the server is down.</summary>
    public string ConnectionString => $"127.0.0.1:{Port},allowAdmin=true,abortConnect=false";

    private string LogFile => Path.Combine(_folder.FullName, "redis.log");

    /// <summary>Starts a server that has each command on disk before it answers, the strictest setting.</summary>
    public static Task<RedisProcess> StartAsync(CancellationToken cancellationToken)
    {
        return StartAsync("always", cancellationToken);
    }

    /// <summary>Starts a server with another value of appendfsync: everysec or no.</summary>
    public static async Task<RedisProcess> StartAsync(string appendFsync, CancellationToken cancellationToken)
    {
        RedisProcess redis = new(appendFsync, primaryPort: null);
        await redis.LaunchOrCleanUpAsync(cancellationToken);
        return redis;
    }

    /// <summary>Starts a server with further arguments, such as a renamed command.</summary>
    public static async Task<RedisProcess> StartAsync(IReadOnlyList<string> more, CancellationToken cancellationToken)
    {
        RedisProcess redis = new("everysec", primaryPort: null) { _more = more };
        await redis.LaunchOrCleanUpAsync(cancellationToken);
        return redis;
    }

    /// <summary>Starts a second server that copies the first, and returns once it has everything and follows.</summary>
    public static async Task<RedisProcess> StartReplicaOfAsync(RedisProcess primary, CancellationToken cancellationToken)
    {
        RedisProcess replica = new(primary._appendFsync, primary.Port);
        await replica.LaunchOrCleanUpAsync(cancellationToken);
        return replica;
    }

    /// <summary>Kills the server as the kernel would, without a chance to tidy up, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(cancellationToken);
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Brings the server back on its port with the data that its append-only file has; kills it first if it runs.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await KillAsync(cancellationToken);
        await LaunchAsync(cancellationToken);
    }

    /// <summary>As <see cref="RestartAsync"/>, without waiting until the data is loaded.</summary>
    public async Task RestartUnreadyAsync(CancellationToken cancellationToken)
    {
        await KillAsync(cancellationToken);
        Launch();
    }

    /// <summary>Sends the process a signal, such as STOP.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>
    /// Takes the last commands out of the append-only file of a killed server, as a power failure would, and returns how many were
    /// there to take. A transaction, and so a script with several writes, counts as one command.
    /// </summary>
    public Task<int> CutTailAsync(int commands, CancellationToken cancellationToken)
    {
        return _process is null
            ? AppendOnlyLog.CutTailAsync(_folder.FullName, commands, cancellationToken)
            : throw new InvalidOperationException("The server must be killed before its append-only file can be cut.");
    }

    /// <summary>Makes a replica a primary of its own. It falls behind from now on: what the old primary writes later, it never gets.</summary>
    public async Task DetachAsync(CancellationToken cancellationToken)
    {
        await using ConnectionMultiplexer connection = await ConnectAsync(cancellationToken);
        await ServerOf(connection).ExecuteAsync("REPLICAOF", "NO", "ONE");
        _primaryPort = null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync(CancellationToken.None);
        if (Directory.Exists(_folder.FullName))
        {
            _folder.Delete(recursive: true);
        }
    }

    private async Task LaunchOrCleanUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LaunchAsync(cancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>The output is redirected and left unread (the log has it), so that no orphan holds the output of the test run open.</summary>
    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        Launch();
        await WaitUntilReadyAsync(cancellationToken);
    }

    private void Launch()
    {
        string program = Program ?? throw new InvalidOperationException("redis-server is not installed.");
        ProcessStartInfo start = new(program, Arguments())
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start);
    }

    /// <summary>Without the delay of zero a primary waits five seconds for further replicas before it serves the first.</summary>
    private List<string> Arguments()
    {
        List<string> arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.FullName, "--logfile", LogFile,
            "--save", "", "--appendonly", "yes", "--appendfsync", _appendFsync, "--aof-load-truncated", "yes",
            "--auto-aof-rewrite-percentage", "0", "--repl-diskless-sync-delay", "0",
        ];
        arguments.AddRange(_more);
        if (_primaryPort is int primary)
        {
            arguments.AddRange(["--replicaof", "127.0.0.1", primary.ToString(CultureInfo.InvariantCulture)]);
        }

        return arguments;
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        while (_process is { HasExited: false } && Stopwatch.GetElapsedTime(began) < Limit)
        {
            if (await IsReadyAsync(cancellationToken))
            {
                return;
            }

            await Task.Delay(Pause, cancellationToken);
        }

        string end = _process is { HasExited: true }
            ? $"ended at once: {await _process.StandardError.ReadToEndAsync(cancellationToken)}"
            : $"was not ready after {Limit.TotalSeconds} s";
        throw new InvalidOperationException($"redis-server on port {Port} {end}. Its log:\n{LocalMachine.TailOfLog(LogFile)}");
    }

    /// <summary>A replica is ready when it also wrote its copy to its own append-only file: before, a kill would lose everything.</summary>
    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using ConnectionMultiplexer connection = await ConnectAsync(cancellationToken);
            IServer server = ServerOf(connection);
            await server.PingAsync();
            string state = await server.InfoRawAsync("everything") ?? "";
            bool isWritten = state.Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal)
                && state.Contains("aof_rewrite_scheduled:0", StringComparison.Ordinal);
            return isWritten && (_primaryPort is null || state.Contains("master_link_status:up", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Commands that have begun are awaited to their end, as one that is left behind would fail with nobody to see it.</summary>
    private Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Port},allowAdmin=true,abortConnect=true,connectRetry=1,connectTimeout=1000");
    }

    private IServer ServerOf(ConnectionMultiplexer connection) => connection.GetServer("127.0.0.1", Port);
}
