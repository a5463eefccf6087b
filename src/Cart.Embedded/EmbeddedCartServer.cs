using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Cart.Redis;
using Garnet;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cart.Embedded;

/// <summary>
/// A Redis-protocol server (Microsoft.Garnet) inside the process, for carts that need nothing installed. It listens on a free
/// port of the loopback interface behind a password of its own, and keeps an append-only file, so carts survive a restart.
/// </summary>
public sealed class EmbeddedCartServer : IDisposable
{
    private readonly DataDirectoryLock _directory;
    private readonly GarnetServer _server;

    private EmbeddedCartServer(DataDirectoryLock directory, GarnetServer server, string connectionString)
    {
        _directory = directory;
        _server = server;
        ConnectionString = connectionString;
    }

    /// <summary>How to connect to the server, as StackExchange.Redis reads it; with the password.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server on the carts of a directory, which is made if it is missing.</summary>
    /// <exception cref="IOException">The directory cannot be written, or another process uses it.</exception>
    public static EmbeddedCartServer Start(string dataDirectory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        var directory = DataDirectoryLock.Take(Path.Combine(Path.GetFullPath(dataDirectory), "carts"));
        try
        {
            var port = FreePort();
            var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
            var server = new GarnetServer(Arguments(directory.Path, port, password), NullLoggerFactory.Instance);
            server.Start();

            // A server in the process cannot be away, only busy together with it.
            return new EmbeddedCartServer(directory, server, $"127.0.0.1:{port},password={password},asyncTimeout=10000,connectTimeout=10000");
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that the server runs scripts one after the other, as everything here relies on.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public Task VerifyAsync(CancellationToken cancellationToken = default) =>
        ScriptIsolationProbe.EnsureIsolatedAsync(RedisConnection.Configure(ConnectionString), cancellationToken);

    /// <summary>Stops the server. Every acknowledged change is in the append-only file already.</summary>
    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    // Scripts are isolated only in Lua's transaction mode. RandomAccess needs no native library beside the runtime. The server
    // blocks a thread of the pool for each connection that waits for a commit, which on few cores leaves none to complete it.
    // Once the append-only file has 64 MB, the server writes a checkpoint and drops what lies before it.
    private static string[] Arguments(string path, int port, string password) =>
    [
        "--bind", IPAddress.Loopback.ToString(),
        "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "--auth", "Password", "--password", password,
        "--lua", "true", "--lua-transaction-mode", "true",
        "--aof", "true", "--aof-commit-wait", "true", "--recover", "true",
        "--aof-size-limit", "64m", "--aof-segment-size", "16m", "--aof-memory", "16m", "--aof-page-size", "8m", "--page", "4m", "--index", "16m",
        "--checkpointdir", path,
        "--device-type", "RandomAccess",
        "--minthreads", "64",
        "-q",
    ];

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
