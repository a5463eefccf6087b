using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Cart.Faults;

/// <summary>Writes down every command that a server runs, those inside scripts too.</summary>
internal sealed partial class CommandMonitor : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly List<TracedCommand> _commands = [];
    private readonly Task _reading;

    private CommandMonitor(TcpClient client, StreamReader lines) => (_client, _reading) = (client, ReadAsync(lines));

    /// <summary>Begins, and returns once nothing is missed any more.</summary>
    public static async Task<CommandMonitor> StartAsync(IServer server, CancellationToken cancellationToken)
    {
        var address = server.EndPoint.ToString()!.Split(':');
        var client = new TcpClient();
        await client.ConnectAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture), cancellationToken);
        await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray(), cancellationToken);
        var lines = new StreamReader(client.GetStream());
        return await lines.ReadLineAsync(cancellationToken) == "+OK"
            ? new CommandMonitor(client, lines)
            : throw new InvalidOperationException($"The server {server.EndPoint} does not let itself be monitored.");
    }

    /// <summary>Ends, and returns what was run, in order. What the server ran before this call is in it.</summary>
    public async Task<IReadOnlyList<TracedCommand>> StopAsync(IServer server)
    {
        var mark = Guid.NewGuid().ToString("N");
        await server.ExecuteAsync("ECHO", mark);
        await Waiting.UntilAsync(() => Task.FromResult(Holds(mark)), "the trace has come to its end", CancellationToken.None);
        await DisposeAsync();
        return _commands;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reading;
    }

    private bool Holds(string mark)
    {
        lock (_commands)
        {
            return _commands.Exists(command => command.Words.Contains(mark));
        }
    }

    private async Task ReadAsync(StreamReader lines)
    {
        try
        {
            while (await lines.ReadLineAsync() is { } line)
            {
                lock (_commands)
                {
                    _commands.Add(new TracedCommand(
                        line.Contains("[0 lua]", StringComparison.Ordinal), [.. Word().Matches(line).Select(static word => word.Groups[1].Value)]));
                }
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    [GeneratedRegex(@"""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Word();
}
