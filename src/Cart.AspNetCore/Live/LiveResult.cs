using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cart.AspNetCore;

/// <summary>Answers a cart as a stream of events, or 429 where too many streams are open.</summary>
/// <param name="Cart">The cart as it was read; version 0 means that the shopper has none.</param>
/// <param name="Shopper">The shopper who asks.</param>
internal sealed record LiveResult(CartSnapshot Cart, Shopper Shopper) : IResult
{
    /// <inheritdoc/>
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

        // nginx would otherwise keep the events back until its buffer is full.
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
            // The client is gone or does not read, or the host stops.
        }
    }
}
