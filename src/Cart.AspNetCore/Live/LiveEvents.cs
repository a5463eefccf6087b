using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>
/// Writes server-sent events to one client, in pieces, each after the client has taken the one before. So a client that does not read
/// holds one event; and one that takes no piece in time is disconnected.
/// </summary>
internal sealed class LiveEvents(HttpContext context, TimeProvider time)
{
    /// <summary>How long a client may take for one piece.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int PieceBytes = 16 * 1024;

    private static readonly byte[] Ping = "event: ping\ndata: \n\n"u8.ToArray();

    /// <summary>Sends the event that keeps the stream open.</summary>
    public ValueTask PingAsync(CancellationToken cancellationToken) => WriteAsync(Ping, cancellationToken);

    /// <summary>Sends an event.</summary>
    /// <param name="type">What it is called.</param>
    /// <param name="id">What the client says when it connects again.</param>
    /// <param name="retry">After how long it connects again.</param>
    /// <param name="data">UTF-8 without line breaks.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async ValueTask SendAsync(
        string type, string id, TimeSpan retry, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture, $"event: {type}\nid: {id}\nretry: {(long)retry.TotalMilliseconds}\ndata: ");
        await WriteAsync(Encoding.UTF8.GetBytes(head), cancellationToken).ConfigureAwait(false);
        for (var sent = 0; sent < data.Length; sent += PieceBytes)
        {
            await WriteAsync(data.Slice(sent, Math.Min(PieceBytes, data.Length - sent)), cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync("\n\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await context.Response.BodyWriter.WriteAsync(piece, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            context.Abort();
            throw;
        }
    }
}
