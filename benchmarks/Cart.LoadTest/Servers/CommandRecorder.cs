using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cart.LoadTest;

/// <summary>
/// Hears what a client really sends, by <c>MONITOR</c>. So the benchmark knows the engine's scripts and arguments without knowing how the
/// engine makes them.
/// </summary>
internal static class CommandRecorder
{
    // What clients send by themselves.
    private static readonly HashSet<string> Unasked = ["ping", "info", "config", "client", "cluster", "hello", "echo", "select", "subscribe", "command", "sentinel"];

    /// <summary>Carries an operation out and returns the commands that it sent, without those that scripts sent.</summary>
    public static async Task<IReadOnlyList<SentCommand>> RecordAsync(RedisSide redis, Func<Task> operation, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await ConnectAsync(client, redis.EndPoint, cancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray(), cancellationToken);
        if (await reader.ReadLineAsync(cancellationToken) is var answer and not "+OK")
        {
            throw new InvalidOperationException($"Redis does not let MONITOR listen: {answer}");
        }

        await operation();
        var end = Guid.NewGuid().ToString("N");
        await redis.Database.ExecuteAsync("ECHO", end);

        var sent = new List<SentCommand>();
        while (await reader.ReadLineAsync(cancellationToken) is { } line && !line.Contains(end, StringComparison.Ordinal))
        {
            if (SentCommand.Parse(line) is { } command && !Unasked.Contains(command.Name))
            {
                sent.Add(command);
            }
        }

        return sent;
    }

    private static async Task ConnectAsync(TcpClient client, EndPoint endPoint, CancellationToken cancellationToken)
    {
        client.NoDelay = true;
        switch (endPoint)
        {
            case IPEndPoint address: await client.ConnectAsync(address, cancellationToken); break;
            case DnsEndPoint name: await client.ConnectAsync(name.Host, name.Port, cancellationToken); break;
            default: throw new InvalidOperationException($"MONITOR needs a Redis on TCP, not {endPoint}.");
        }
    }
}
