using System.Globalization;
using System.Text;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cart.AspNetCore;

/// <summary>
/// Defines the event stream of the shopper's cart: the cart, and again after each change by any tab, device or process. An event is the whole cart,
/// and its id is the version, so a reconnecting client needs only the newest event.
/// </summary>
internal static class EventEndpoints
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/events", GetAsync)
        .WithMetadata(new ShopperConventions.EventStream())
        .WithName("watchCart").WithSummary("Sends the cart, and again after each change.").WithTags("Cart")
        .Produces<string>(StatusCodes.Status200OK, MediaTypes.EventStream);

    // Everything that may set a cookie is done before the stream begins.
    private static async Task<IResult> GetAsync([FromServices] CurrentCart current, CancellationToken cancellationToken) =>
        new LiveResult(await current.GetAsync(cancellationToken).ConfigureAwait(false), current.Shopper);
}

/// <summary>Represents the event stream of a cart, or 429 if too many streams are open.</summary>
/// <param name="Cart">The cart; version 0 means that the shopper has none.</param>
/// <param name="Shopper">The shopper.</param>
internal sealed record LiveResult(CartSnapshot Cart, Shopper Shopper) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var streams = services.GetRequiredService<LiveStreams>();
        var address = LiveStreams.KeyOf(httpContext.Connection.RemoteIpAddress);
        var cart = Cart.Exists ? Cart.Id : (CartId?)null;
        if (streams.Open(cart, address) is { } refusal)
        {
            await refusal.ExecuteAsync(httpContext).ConfigureAwait(false);
            return;
        }

        try
        {
            await SendAsync(httpContext, services).ConfigureAwait(false);
        }
        finally
        {
            streams.Close(cart, address);
        }
    }

    private async Task SendAsync(HttpContext context, IServiceProvider services)
    {
        var known = long.TryParse(context.Request.Headers["Last-Event-ID"], out var version) ? version : (long?)null;
        var headers = context.Response.Headers;
        headers.ContentType = MediaTypes.EventStream;
        headers.CacheControl = "no-cache,no-store";
        headers.Pragma = "no-cache";
        headers.ContentEncoding = "identity";

        // Otherwise nginx would hold the events back until its buffer is full.
        headers["X-Accel-Buffering"] = "no";
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();

        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        var events = new LiveEvents(context, services.GetRequiredService<TimeProvider>());
        try
        {
            await services.GetRequiredService<LiveCart>().FollowAsync(events, Cart, Shopper, known, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected or does not read, or the host stops.
        }
    }
}

/// <summary>
/// Writes server-sent events to one client, in pieces, each after the client has received the one before. A client that does not read thus buffers
/// one event at most, and is disconnected after a timeout.
/// </summary>
internal sealed class LiveEvents(HttpContext context, TimeProvider time)
{
    /// <summary>The timeout for one piece.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int PieceBytes = 16 * 1024;

    private static readonly byte[] Ping = "event: ping\ndata: \n\n"u8.ToArray();

    /// <summary>Sends an event that keeps the stream open.</summary>
    public ValueTask PingAsync(CancellationToken cancellationToken) => WriteAsync(Ping, cancellationToken);

    /// <summary>Sends an event: UTF-8 without line breaks. The client sends its id when it reconnects, after the retry delay.</summary>
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
