using System.Net.ServerSentEvents;
using System.Threading.Channels;

namespace Cart.Walk;

/// <summary>An open stream of a cart, read in the background.</summary>
internal sealed class LiveStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Channel<Answer> _events = Channel.CreateUnbounded<Answer>();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _reading;

    private LiveStream(HttpResponseMessage response, int walk)
    {
        _response = response;
        _reading = ReadAsync(walk);
    }

    /// <summary>The last cart that the stream showed; null for none yet.</summary>
    public Answer? Last { get; private set; }

    /// <summary>The cart as the model last knew the stream to be right.</summary>
    public ModelCart? Seen { get; set; }

    /// <summary>Whether the stream has ended, and all its events were taken.</summary>
    public bool HasEnded { get; private set; }

    public static async Task<LiveStream> OpenAsync(HttpClient client, HttpRequestMessage request, int walk, CancellationToken cancellationToken) =>
        new(await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), walk);

    /// <summary>Takes the events that come until a condition holds, the stream ends or the time is over.</summary>
    /// <returns>Whether the condition held.</returns>
    public async Task<bool> WaitAsync(Func<Answer, bool> condition, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            while (await _events.Reader.WaitToReadAsync(patience.Token))
            {
                while (_events.Reader.TryRead(out var shown))
                {
                    Last = shown;
                    if (condition(shown))
                    {
                        return true;
                    }
                }
            }

            HasEnded = true;
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }

        return false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading;
        _response.Dispose();
        _closing.Dispose();
    }

    private async Task ReadAsync(int walk)
    {
        try
        {
            var stream = await _response.Content.ReadAsStreamAsync(_closing.Token);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(_closing.Token))
            {
                if (item.EventType == "cart")
                {
                    await _events.Writer.WriteAsync(Answer.Read(_response.StatusCode, item.Data, walk));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or HttpRequestException)
        {
            // The walk has closed the stream.
        }
        finally
        {
            _events.Writer.TryComplete();
        }
    }
}
