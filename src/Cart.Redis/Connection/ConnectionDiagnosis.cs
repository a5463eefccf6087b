using System.Net.Sockets;
using System.Text;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Finds out why there is no connection, by one more attempt, because the client does not report why its background attempts fail.
/// </summary>
internal static class ConnectionDiagnosis
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Returns the exception with the cause.</summary>
    public static async Task<CartUnavailableException> NoConnectionAsync(IConnectionMultiplexer connection)
    {
        var why = await WhyAsync(connection.Configuration).ConfigureAwait(false);
        return new CartUnavailableException($"no connection to {Name(connection)}: {why}", outcomeUnknown: false, new RedisDetail(why));
    }

    private static async Task<string> WhyAsync(string configuration)
    {
        try
        {
            var options = ConfigurationOptions.Parse(configuration);
            options.AbortOnConnectFail = true;
            options.ConnectRetry = 1;
            var again = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
            await using (again.ConfigureAwait(false))
            {
                return again.IsConnected ? "it is back just now" : "no server answers";
            }
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or ArgumentException)
        {
            return await UnreachableAsync(configuration).ConfigureAwait(false) ?? ClientFault.Describe(fault);
        }
    }

    // The client does not distinguish an unknown name, a closed port and a loading server from a slow server.
    private static async Task<string?> UnreachableAsync(string configuration)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var options = ConfigurationOptions.Parse(configuration);
            if (options.EndPoints is not [var first, ..])
            {
                return null;
            }

            await socket.ConnectAsync(first, patience.Token).ConfigureAwait(false);
            return options.Ssl ? null : await LoadingAsync(socket, patience.Token).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            return ClientFault.Describe(fault);
        }
        catch (OperationCanceledException)
        {
            return $"the network did not answer within {Patience.TotalSeconds} s";
        }
    }

    private static async Task<string?> LoadingAsync(Socket socket, CancellationToken cancellationToken)
    {
        var answer = new byte[128];
        await socket.SendAsync("PING\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        var length = await socket.ReceiveAsync(answer, cancellationToken).ConfigureAwait(false);
        var refusal = ServerRefusal.Of(Encoding.ASCII.GetString(answer, 0, length).TrimStart('-'));
        return refusal.Kind is RefusalKind.Passing or RefusalKind.State ? refusal.Text : null;
    }

    // Text after the first name can be part of a misplaced password.
    private static string Name(IConnectionMultiplexer connection)
    {
        var servers = connection.GetEndPoints(configuredOnly: true);
        var others = servers.Length > 1 ? $" and {servers.Length - 1} others" : "";
        return servers.Length == 0 ? "any server" : EndPointCollection.ToString(servers[0]) + others;
    }
}
