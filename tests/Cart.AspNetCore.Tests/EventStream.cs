using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

/// <summary>A stream of <c>GET /cart/events</c> that somebody reads.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventStream(HttpClient client, HttpResponseMessage response, Stream stream)
    {
        (_client, _response) = (client, response);
        _events = SseParser.Create(stream).EnumerateAsync(Cancellation).GetAsyncEnumerator(Cancellation);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public JsonElement Cart { get; private set; }

    public bool SetsCookies => _response.Headers.Contains("Set-Cookie");

    public HttpResponseMessage Response => _response;

    public static Task<EventStream> FollowAsync(TestShop shop, Shopper shopper, params (string Name, string Value)[] headers) =>
        FollowAsync(shop.Address, shopper, headers);

    public static async Task<EventStream> FollowAsync(Uri address, Shopper shopper, params (string Name, string Value)[] headers)
    {
        var client = PlainClient.New(address);
        var response = await AskAsync(client, shopper, headers);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        return new EventStream(client, response, await response.Content.ReadAsStreamAsync(Cancellation));
    }

    /// <summary>Asks for a stream, and returns the answer as soon as its headers are there.</summary>
    public static async Task<HttpResponseMessage> AskAsync(HttpClient client, Shopper shopper, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/cart/events");
        request.Headers.Add("Accept", "text/event-stream");
        if (shopper.Cookie is { } cookie)
        {
            request.Headers.Add("Cookie", cookie);
        }

        if (shopper.User is { } user)
        {
            request.Headers.Add(TestShop.UserHeader, user);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    public async Task<(string Type, string? Id, int Count)> NextAsync()
    {
        Assert.True(await MoveAsync(), "The stream has ended.");
        Cart = JsonDocument.Parse(_events.Current.Data).RootElement;
        return (_events.Current.EventType, _events.Current.EventId, Cart.GetProperty("count").GetInt32());
    }

    public async Task<bool> IsAtEndAsync() => !await MoveAsync();

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        _response.Dispose();
        _client.Dispose();
    }

    private async Task<bool> MoveAsync()
    {
        bool isThere;
        do
        {
            isThere = await _events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5), Cancellation);
        }
        while (isThere && _events.Current.EventType == "ping");
        return isThere;
    }
}
