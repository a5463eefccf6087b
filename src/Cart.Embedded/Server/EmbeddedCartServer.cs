using System.Security.Cryptography;
using System.Text;
using Cart.Engine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cart.Embedded;

/// <summary>
/// Represents a Redis-protocol server (Microsoft.Garnet) inside the process, for carts without other software. It listens on a Unix domain socket
/// that only its own account can open, with its own password, and keeps an append-only file, so carts survive a restart.
/// </summary>
internal sealed class EmbeddedCartServer : IDisposable
{
    private const string ConnectionFile = "connection";

    private readonly DataDirectoryLock _directory;
    private readonly EmbeddedSocket _socket;
    private readonly string _password = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    private readonly EmbeddedServerSettings _settings;
    private readonly GarnetLoggers _garnetLoggers;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watching;
    private GarnetRun? _run;

    private EmbeddedCartServer(DataDirectoryLock directory, EmbeddedServerSettings settings)
    {
        _directory = directory;
        _settings = settings;
        _garnetLoggers = new GarnetLoggers(settings.Loggers);
        _logger = settings.Loggers.CreateLogger<EmbeddedCartServer>();
        _socket = new EmbeddedSocket(directory.Path);
        try
        {
            _run = StartOrAcceptDamage();
            WriteConnection();
        }
        catch
        {
            _run?.Dispose();
            _socket.Dispose();
            throw;
        }

        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Gets the StackExchange.Redis connection string of the server, with the password.</summary>
    // A server in the process cannot be unavailable, only busy together with it.
    public string ConnectionString => $"!{_socket.Path},password={_password},asyncTimeout=10000,connectTimeout=10000";

    /// <summary>Gets why the server does not run at the moment; null while it runs.</summary>
    internal string? Outage { get; private set; }

    /// <summary>Starts a server on the carts of a directory, which is created if it is missing.</summary>
    /// <exception cref="IOException">The directory cannot be written, or another server uses it.</exception>
    /// <exception cref="UnfitStoreException">A cart file is damaged. Nothing was written to it.</exception>
    public static EmbeddedCartServer Start(string dataDirectory) => Start(dataDirectory, new EmbeddedServerSettings());

    internal static EmbeddedCartServer Start(string dataDirectory, EmbeddedServerSettings settings)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        var directory = DataDirectoryLock.Take(CartsBelow(dataDirectory));
        try
        {
            return new EmbeddedCartServer(directory, settings);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Returns the connection string of the server that runs on a directory; null if none does, or its files are not readable.</summary>
    internal static string? FindRunning(string dataDirectory)
    {
        var carts = CartsBelow(dataDirectory);
        try
        {
            return DataDirectoryLock.IsTaken(carts) ? File.ReadAllText(Path.Combine(carts, ConnectionFile)) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Stops the server. Every acknowledged change is in the append-only file already.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _watching.GetAwaiter().GetResult();
        _run?.Dispose();
        File.Delete(Path.Combine(_directory.Path, ConnectionFile));
        _socket.Dispose();
        _directory.Dispose();
        _stopping.Dispose();
    }

    private static string CartsBelow(string dataDirectory) => Path.Combine(Path.GetFullPath(dataDirectory), "carts");

    private GarnetRun Run() => GarnetRun.Start(_directory.Path, _socket.Path, _password, _garnetLoggers);

    private GarnetRun StartOrAcceptDamage()
    {
        try
        {
            return Run();
        }
        catch (UnfitStoreException damage) when (_settings.AcceptDamage)
        {
            _logger.DamageAccepted(damage.Findings[0].Found, _directory.MoveAside(_settings.Time.GetUtcNow()));
            return Run();
        }
    }

    // Tools of this account use it to find the running server.
    private void WriteConnection()
    {
        using var file = new StreamWriter(PrivateFiles.Open(Path.Combine(_directory.Path, ConnectionFile), FileMode.Create));
        file.Write(ConnectionString);
    }

    // After a failed write the server refuses every change. After a restart it has everything that it acknowledged.
    private async Task WatchAsync()
    {
        try
        {
            while (_run is { } run)
            {
                var fault = await run.Failed.WaitAsync(_stopping.Token).ConfigureAwait(false);
                Outage = $"a write to {_directory.Path} failed: {fault.Message}";
                _logger.ServerStopped(_directory.Path, fault.Message);
                _run = null;
                run.Dispose();
                _run = await StartAgainAsync().ConfigureAwait(false);
                Outage = null;
                _logger.ServerRunsAgain(_directory.Path);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<GarnetRun> StartAgainAsync()
    {
        while (true)
        {
            await Task.Delay(EmbeddedServerSettings.RestartInterval, _settings.Time, _stopping.Token).ConfigureAwait(false);
            if (!FreeSpace.IsEnough(_directory.Path))
            {
                continue;
            }

            try
            {
                return Run();
            }
            catch (Exception fault)
            {
                // Try again: the disk may have filled up once more.
                if (Outage != fault.Message)
                {
                    _logger.ServerNotStarted(_directory.Path, fault.Message);
                }

                Outage = fault.Message;
            }
        }
    }
}

/// <summary>Specifies the settings of an embedded server.</summary>
internal sealed record EmbeddedServerSettings
{
    /// <summary>The interval at which a stopped server is restarted.</summary>
    public static readonly TimeSpan RestartInterval = TimeSpan.FromSeconds(1);

    /// <summary>Gets whether damaged carts are moved aside instead of stopping the start.</summary>
    public bool AcceptDamage { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets where the server logs warnings.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}

/// <summary>
/// Represents the Unix domain socket of the embedded server. It is in the directory of the carts. If that path is too long for a socket or not valid
/// in a connection string, it is in a temporary directory of this account.
/// </summary>
internal sealed class EmbeddedSocket : IDisposable
{
    // The kernel's limit, including the terminator, is 108 on Linux and 104 on macOS.
    private const int MostBytes = 100;

    private readonly string? _temporary;

    public EmbeddedSocket(string directory)
    {
        Path = System.IO.Path.Combine(directory, "socket");
        if (Encoding.UTF8.GetByteCount(Path) > MostBytes || Path.AsSpan().ContainsAny(",=\"") || Path.Contains("  ", StringComparison.Ordinal))
        {
            // Only the owner can enter a directory created this way.
            _temporary = Directory.CreateTempSubdirectory("cart-").FullName;
            Path = System.IO.Path.Combine(_temporary, "socket");
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        File.Delete(Path);
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
