using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Cart.Faults;

/// <summary>
/// Stands between a client and a server of this machine and breaks the connection where a test wants it broken: above all after the
/// server has done its work and before the client has heard of it. It knows no protocol: a reply is what arrives in one piece.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private const int PieceSize = 64 * 1024;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, bool> _links = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private volatile int _target;
    private volatile bool _isRefusing;
    private volatile bool _isSwallowing;
    private int _repliesToLose;
    private long _delayTicks;

    private TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_stopping.Token);
    }

    /// <summary>The port of 127.0.0.1 that clients connect to.</summary>
    public int Port { get; }

    /// <summary>The port of 127.0.0.1 that connections go to. Those already open stay where they are, until they are cut.</summary>
    public int Target { get => _target; set => _target = value; }

    /// <summary>How many replies are still to be lost: zero tells a test that the fault it asked for has happened.</summary>
    public int RepliesToLose => Volatile.Read(ref _repliesToLose);

    /// <summary>Starts to listen for connections to a server's port.</summary>
    public static TcpProxy Start(int target) => new(target);

    /// <summary>
    /// Swallows the next replies, each with its connection: the server has carried the request out, and the client cannot know. The
    /// answers to handshakes and heartbeats of a client are replies too. The count replaces an earlier one; zero loses no more.
    /// </summary>
    public void LoseReplies(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Interlocked.Exchange(ref _repliesToLose, count);
    }

    /// <summary>Holds every reply back for so long, until it is set to zero again.</summary>
    public void DelayReplies(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Interlocked.Exchange(ref _delayTicks, delay.Ticks);
    }

    /// <summary>True cuts every connection and lets no new one live, as if the server were unreachable; false ends that.</summary>
    public void Refuse(bool isRefusing)
    {
        _isRefusing = isRefusing;
        if (isRefusing)
        {
            CutAll();
        }
    }

    /// <summary>
    /// True swallows all bytes of both directions and keeps the connections open, as a network that drops its packets does; false ends that for
    /// new connections. Those that lost bytes have to be cut.
    /// </summary>
    public void Swallow(bool isSwallowing) => _isSwallowing = isSwallowing;

    /// <summary>Closes the open connections on both sides; clients may come back at once.</summary>
    public void CutAll()
    {
        foreach (Link link in _links.Keys)
        {
            link.Close();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        CutAll();
        await Task.WhenAll(_links.Keys.Select(link => link.Carrying));
    }

    private static bool IsBroken(Exception exception) => exception is SocketException or ObjectDisposedException or OperationCanceledException;

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Link link = new(await _listener.AcceptSocketAsync(cancellationToken));
                link.Client.NoDelay = true;
                _links[link] = true;
                link.Carrying = CarryAsync(link, cancellationToken);
            }
            catch (Exception exception) when (IsBroken(exception))
            {
                // The client left before it was accepted, or the proxy stops: the loop's condition tells which.
            }
        }
    }

    /// <summary>
    /// Carries one connection from start to end. It asks whether to refuse only once it is listed: a refusal that comes later then
    /// finds it in the list and cuts it.
    /// </summary>
    private async Task CarryAsync(Link link, CancellationToken cancellationToken)
    {
        try
        {
            if (!_isRefusing)
            {
                await link.Server.ConnectAsync(IPAddress.Loopback, Target, cancellationToken);
                Task requests = ForwardRequestsAsync(link, cancellationToken);
                Task replies = ForwardRepliesAsync(link, cancellationToken);
                await Task.WhenAny(requests, replies);
                link.Close();
                await Task.WhenAll(requests, replies);
            }
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            // A connection that breaks, on purpose or because its server is down, is what the proxy is for.
        }
        finally
        {
            link.Close();
            _links.TryRemove(link, out _);
        }
    }

    private async Task ForwardRequestsAsync(Link link, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceSize];
        while (await link.Client.ReceiveAsync(piece, cancellationToken) is > 0 and int length)
        {
            await SendAllAsync(link.Server, piece.AsMemory(0, length), cancellationToken);
        }
    }

    private async Task ForwardRepliesAsync(Link link, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceSize];
        while (await link.Server.ReceiveAsync(piece, cancellationToken) is > 0 and int length && !TakeLoss())
        {
            TimeSpan delay = TimeSpan.FromTicks(Interlocked.Read(ref _delayTicks));
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, cancellationToken);
            }

            await SendAllAsync(link.Client, piece.AsMemory(0, length), cancellationToken);
        }
    }

    private async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0 && !_isSwallowing)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }

    /// <summary>Takes one off the replies to lose, if any are left; two connections never take the same one.</summary>
    private bool TakeLoss()
    {
        int left;
        do
        {
            left = RepliesToLose;
        }
        while (left > 0 && Interlocked.CompareExchange(ref _repliesToLose, left - 1, left) != left);

        return left > 0;
    }

    /// <summary>The two sockets of one connection; both exist from the start, so that closing also stops an attempt to connect.</summary>
    private sealed class Link(Socket client)
    {
        public Socket Client { get; } = client;

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public Task Carrying { get; set; } = Task.CompletedTask;

        public void Close()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
