using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cart.LoadTest;

/// <summary>
/// One keep-alive connection of a shopper who adds one product after the other. It does no more than it must, because it shares the cores
/// with the server: requests are bytes that were made before, and an answer is read no further than to where it ends.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const int Products = 6;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly byte[][] _requests = new byte[Products][];
    private int _filled;
    private int _next;
    private long _sent;

    public HttpConnection(IPEndPoint server)
    {
        Socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(server);
    }

    public Socket Socket { get; }

    /// <summary>Begins a cart, fills it with all the products, and returns the body of the last answer.</summary>
    public byte[] FillCart()
    {
        var cookie = "";
        for (var product = 0; product < Products; product++)
        {
            _filled = 0;
            Socket.Send(Request(product, cookie));
            while (!Receive())
            {
            }

            var head = Encoding.ASCII.GetString(_buffer, 0, _filled);
            var set = head.Split("\r\n").FirstOrDefault(static line => line.StartsWith("Set-Cookie: ", StringComparison.OrdinalIgnoreCase));
            cookie = set is null ? cookie : set["Set-Cookie: ".Length..].Split(';')[0];
        }

        for (var product = 0; product < Products; product++)
        {
            _requests[product] = Request(product, cookie);
        }

        var body = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8) + 4;
        return _buffer[body.._filled];
    }

    /// <summary>Sends the same requests to another path.</summary>
    public void Aim(string path)
    {
        for (var product = 0; product < Products; product++)
        {
            var line = Encoding.ASCII.GetString(_requests[product]);
            _requests[product] = Encoding.ASCII.GetBytes($"POST {path}{line[line.IndexOf(" HTTP", StringComparison.Ordinal)..]}");
        }
    }

    public void Send()
    {
        _filled = 0;
        _sent = Stopwatch.GetTimestamp();
        Socket.Send(_requests[_next++ % Products]);
    }

    /// <summary>Takes what has arrived; true once it is a whole answer.</summary>
    /// <exception cref="InvalidOperationException">The answer is none of 200, or the server hung up.</exception>
    public bool Receive()
    {
        var received = Socket.Receive(_buffer.AsSpan(_filled));
        _filled = received > 0 ? _filled + received : throw new InvalidOperationException("The server closed a connection.");
        var answer = _buffer.AsSpan(0, _filled);
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        if (!answer.StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException($"The server answered: {Encoding.UTF8.GetString(answer)}");
        }

        var length = answer[..head].IndexOf("Content-Length: "u8);
        return length < 0
            ? answer.EndsWith("\r\n0\r\n\r\n"u8)
            : _filled >= head + 4 + Number(answer[(length + "Content-Length: ".Length)..]);
    }

    /// <summary>How long the last answer took, in microseconds.</summary>
    public long Elapsed() => (long)Stopwatch.GetElapsedTime(_sent).TotalMicroseconds;

    public void Dispose() => Socket.Dispose();

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        for (var i = 0; digits[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            number = (number * 10) + digits[i] - '0';
        }

        return number;
    }

    private static byte[] Request(int product, string cookie)
    {
        var body = $$"""{"content_type_id":7,"object_id":{{(product + 1).ToString(CultureInfo.InvariantCulture)}},"quantity":1}""";
        var cookies = cookie.Length > 0 ? $"Cookie: {cookie}\r\n" : "";
        return Encoding.ASCII.GetBytes($"POST /cart/items HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n{cookies}Content-Length: {body.Length}\r\n\r\n{body}");
    }
}
