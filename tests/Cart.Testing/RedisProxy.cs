using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Cart.Engine;

namespace Cart.Testing;

/// <summary>
/// Stands between a client and Redis on the level of bytes: it can be away, and it can pass a request on and cut the line before
/// the answer comes back.
/// </summary>
public sealed class RedisProxy : IAsyncDisposable
{
    private readonly DnsEndPoint _server;
    private readonly int _port;
    private readonly List<Socket> _sockets = [];
    private readonly Lock _gate = new();
    private TcpListener _listener;
    private byte[]? _loseReplyTo;
    private volatile bool _hangs;

    private RedisProxy(DnsEndPoint server)
    {
        _server = server;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Starts a proxy in front of the first server that a connection string names.</summary>
    public static RedisProxy Start(string connectionString)
    {
        var server = connectionString.Split(',')[0].Split(':');
        return new RedisProxy(new DnsEndPoint(server[0], int.Parse(server[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Goes away: refuses new connections and cuts the open ones.</summary>
    public void Stop()
    {
        _listener.Stop();
        CutAll();
    }

    /// <summary>Comes back on the same port.</summary>
    public void Resume()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    /// <summary>Keeps the lines open and passes nothing on any more.</summary>
    public void Hang() => _hangs = true;

    /// <summary>Passes the next request that carries an operation on to Redis, and cuts the line when its answer comes.</summary>
    public void LoseNextReplyTo(OperationId operation)
    {
        // The id goes over the wire as the start of its digest; lua/README.md says how.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(operation.ToString())).AsSpan(0, 12);
        _loseReplyTo = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(digest));
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(_server);
                lock (_gate)
                {
                    _sockets.AddRange([client, server]);
                }

                var line = new Line();
                _ = PumpAsync(client, server, line, isRequest: true);
                _ = PumpAsync(server, client, line, isRequest: false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Line line, bool isRequest)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (isRequest && _loseReplyTo is { } sought && buffer.AsSpan(0, count).IndexOf(sought) >= 0)
                {
                    _loseReplyTo = null;
                    line.LosesReply = true;
                }
                else if (!isRequest && line.LosesReply)
                {
                    break;
                }

                if (!_hangs)
                {
                    await to.SendAsync(buffer.AsMemory(0, count));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One end hung up; so does the other.
        }

        from.Dispose();
        to.Dispose();
    }

    private void CutAll()
    {
        lock (_gate)
        {
            _sockets.ForEach(static socket => socket.Dispose());
            _sockets.Clear();
        }
    }

    private sealed class Line
    {
        public volatile bool LosesReply;
    }
}
